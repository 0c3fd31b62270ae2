// Everything at a glance: as JSON, or followed as server-sent events.

import { listOf } from '../access/needs.ts';
import { seen } from '../access/visible.ts';
import type { LiveOverview } from '../overview/live-overview.ts';
import { sendEvents, type ServerSentEvent, whileConnected } from '../server-sent-events.ts';
import { answer, eventStream, json } from '../shapes/media.ts';
import { type Overview, type OverviewChange, overviewView } from '../shapes/overview.ts';
import type { Api } from '../typed.ts';

export interface OverviewDeps {
  readonly overview: LiveOverview;
}

type IsSeen = (space: string) => boolean;

/** The problems of the config repository speak of every space; their number tells nothing. */
function only<Part extends Overview | OverviewChange>(isSeen: IsSeen, part: Part): Part {
  const { config } = part;
  return {
    ...part,
    spaces: part.spaces.filter(({ name }) => isSeen(name)),
    ...(config && { config: { ...config, missing_spaces: config.missing_spaces.filter(isSeen) } }),
    ...('gone' in part && { gone: part.gone.filter(isSeen) }),
  };
}

/** To somebody who sees only some spaces most changes are none. */
const isNews = ({ config, reviews, spaces, gone }: OverviewChange): boolean =>
  config !== undefined || reviews !== undefined || spaces.length + gone.length > 0;

export function overviewRoutes(api: Api, { overview }: OverviewDeps): void {
  api.get(
    '/overview',
    {
      config: listOf('Space'),
      schema: {
        operationId: 'getOverview',
        response: {
          200: answer('Every space.', { ...json(overviewView), ...eventStream('`overview` and `change`.') }),
        },
        tags: ['status'],
        summary: 'Every space at a glance',
        description:
          'With `Accept: text/event-stream`, `overview` once and `change` with each change: the spaces that are different, the names of those that are gone, and `reviews` where any differs.',
      },
    },
    async (request, reply) => {
      const isSeen = seen(request, 'Space');
      if (!request.headers.accept?.includes('text/event-stream')) return only(isSeen, await overview.now());
      const signal = whileConnected(reply);
      async function* shown(): AsyncGenerator<ServerSentEvent> {
        for await (const part of overview.watch(signal)) {
          const data = only(isSeen, part);
          if (!('gone' in data)) yield { event: 'overview', data };
          else if (isNews(data)) yield { event: 'change', data };
        }
      }
      await sendEvents(reply, shown(), signal);
      return reply;
    },
  );
}
