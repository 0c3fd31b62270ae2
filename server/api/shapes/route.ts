// Which agent answers, who decided it, and who else was looked at.

import { arrayOf, flag, nullable, type Shown, text, textOrNull, texts, view } from './view.ts';

export const routeView = view(
  'Route',
  {
    agent: text,
    by: {
      enum: ['request', 'agent', 'mention', 'rule', 'model', 'previous', 'lexical', 'default', 'only'],
    },
    confidence: { type: 'number', minimum: 0, maximum: 1 },
    reason: text,
    fallback: view(
      'RouteFallback',
      { from: { enum: ['model'] }, code: text, message: text },
      { from: 'model', code: 'MODEL_TIMEOUT', message: 'The model did not answer in time.' },
    ),
  },
  { agent: 'sales-agent', by: 'only', confidence: 1, reason: 'It is the only agent of the space.' },
  ['fallback'],
);

export type RouteView = Shown<typeof routeView>;

export const routeAnswerView = view(
  'RouteAnswer',
  {
    space: text,
    decision: nullable(routeView),
    problem: nullable(
      view(
        'RouteProblem',
        { code: text, message: text, hint: textOrNull },
        { code: 'NO_ROUTE', message: 'Nothing decides.', hint: null },
      ),
    ),
    candidates: arrayOf(
      view(
        'Candidate',
        { agent: text, score: { type: 'number' }, words: texts, previous: flag, default: flag },
        { agent: 'sales-agent', score: 2.31, words: ['deal'], previous: false, default: true },
      ),
    ),
  },
  {
    space: 'sales',
    decision: routeView.examples[0],
    problem: null,
    candidates: [{ agent: 'sales-agent', score: 2.31, words: ['deal'], previous: false, default: true }],
  },
);

export type RouteAnswerView = Shown<typeof routeAnswerView>;
