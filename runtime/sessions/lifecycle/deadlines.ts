// By when what is under way has to have ended; from then on the sweep looks after it. Pure.

/** What was asked for is begun: afterwards it is nudged again and again. */
export const ACT_DEADLINE_MS = 60_000;
/** From a container that is made to its supervisor's hello. */
export const START_DEADLINE_MS = 120_000;
/** How long a supervisor that was heard before may be silent. */
export const SILENCE_DEADLINE_MS = 60_000;
