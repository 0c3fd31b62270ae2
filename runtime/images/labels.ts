// The labels by which we find our images again. Pure.

export const KIND = 'dev.raworc.kind';
export const SPACE = 'dev.raworc.space';
/** The base image that a space's image stands on. */
export const BASE = 'dev.raworc.base';
/** The agents in a space's image: `name:hash`, separated by spaces. */
export const LAYERS = 'dev.raworc.layers';
/** How many images a space's image stands on, one for each change since it was last made from the base alone. */
export const DEPTH = 'dev.raworc.depth';

export type ImageKind = 'base' | 'layer' | 'space';
