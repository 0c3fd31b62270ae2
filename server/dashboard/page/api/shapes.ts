// What the API answers, under the names that the page has for it. The types are those by which the handlers are compiled; where
// the page makes such a thing itself, from events, it knows only a part of it.

import type { AuditView, WhoamiView } from '../../../api/shapes/access.ts';
import type { AgentView } from '../../../api/shapes/agent.ts';
import type { BuildView } from '../../../api/shapes/build.ts';
import type { ConditionView } from '../../../api/shapes/condition.ts';
import type { EventView } from '../../../api/shapes/event.ts';
import type { MessageView } from '../../../api/shapes/message.ts';
import type { ActionView, PlanView } from '../../../api/shapes/plan.ts';
import type { PositionView, ProblemView, SpaceProblemsView } from '../../../api/shapes/problem.ts';
import type { ReviewView } from '../../../api/shapes/review.ts';
import type { HistoryView } from '../../../api/shapes/revision.ts';
import type { RouteView } from '../../../api/shapes/route.ts';
import type { SessionNodeView, SessionView } from '../../../api/shapes/session.ts';
import type { SpaceView } from '../../../api/shapes/space.ts';
import type { TurnRecordView } from '../../../api/shapes/turn.ts';
import type { UsageSampleView } from '../../../api/shapes/usage.ts';
import type { Listed } from '../../../api/shapes/view.ts';

export type {
  ConfigOverview,
  Overview,
  OverviewChange,
  SpaceOverview,
  Standing,
} from '../../../api/shapes/overview.ts';

export type Page<Item> = Listed<Item>;
export type Condition = ConditionView;
export type Agent = AgentView;
export type Space = SpaceView;
export type Session = SessionView;
export type SessionNode = SessionNodeView;
export type SessionState = SessionView['state'];
export type Whoami = WhoamiView;
export type SourcePosition = PositionView;
/** Something that is wrong with a file. */
export type FileProblem = ProblemView;
export type SpaceProblems = SpaceProblemsView;
export type Action = ActionView;
export type PlanResult = PlanView;
export type Build = BuildView;
export type BuildState = BuildView['state'];
export type HistoryEntry = HistoryView;
export type AuditRow = AuditView;
export type LoggedEvent = EventView;
export type UsageSample = UsageSampleView;
export type Review = ReviewView;
export type ReviewState = ReviewView['state'];
export type ReviewedChange = ReviewView['changes'][number];

export type Message = Pick<MessageView, 'id' | 'turn_id' | 'role' | 'agent' | 'content' | 'created_at'>;
export type ChosenRoute = Pick<RouteView, 'agent' | 'by' | 'confidence' | 'reason'>;
export type Turn = Pick<TurnRecordView, 'id' | 'agent' | 'agent_commit' | 'route'>;
