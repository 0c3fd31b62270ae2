// A build of a layer or an image, and what it printed.

import {
  count,
  countOrNull,
  listOfViews,
  moment,
  momentOrNull,
  nullable,
  type Shown,
  text,
  textOrNull,
  view,
} from './view.ts';

export const buildView = view(
  'Build',
  {
    id: text,
    kind: { enum: ['layer', 'image'] },
    space: text,
    agent: textOrNull,
    state: { enum: ['queued', 'building', 'succeeded', 'failed', 'cancelled'] },
    image: textOrNull,
    bytes: countOrNull,
    attempt: count,
    error: nullable(
      view(
        'BuildFailure',
        { code: text, message: text, hint: text, logEnd: text },
        { code: 'BUILD_FAILED', message: 'A step ended with 1.', logEnd: 'No such package.' },
        ['hint', 'logEnd'],
      ),
    ),
    queued_at: moment,
    started_at: momentOrNull,
    ended_at: momentOrNull,
  },
  {
    id: '9f2b6c1d3e4a5b60',
    kind: 'layer',
    space: 'sales',
    agent: 'sales-agent',
    state: 'succeeded',
    image: 'raworc_agent_sales_sales-agent:9f2b6c1d3e4a5b60',
    bytes: 1048576,
    attempt: 1,
    error: null,
    queued_at: '2026-01-31T12:00:00.000Z',
    started_at: '2026-01-31T12:00:01.000Z',
    ended_at: '2026-01-31T12:00:09.000Z',
  },
);
export const buildListView = listOfViews(buildView);
export type BuildView = Shown<typeof buildView>;

const logPartView = view('BuildLogPart', { line: count, text }, { line: 1, text: 'Collecting requests' });
export type BuildLogPartView = Shown<typeof logPartView>;
export const buildLogListView = listOfViews(logPartView);
