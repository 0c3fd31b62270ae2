// All that the page of a space shows, kept up: by the overview where the space changed, by its progress where it builds.

import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { get } from '../../api/client.ts';
import { follow } from '../../api/event-stream.ts';
import type { Build, HistoryEntry, Page, Space, SpaceProblems } from '../../api/shapes.ts';
import { overview } from '../../live/overview.ts';
import { type BuildProgress, type Heard, isNews } from '../../live/space-builds.ts';
import { useLoaded } from '../../live/use-loaded.ts';

const SHOWN_BUILDS = 20;

export function useSpace(name: string) {
  const path = `spaces/${encodeURIComponent(name)}`;
  const glance = overview.value?.spaces.find((each) => each.name === name);
  const { sessions = {}, ...told } = glance ?? {};
  // Sessions come and go all the time, and change nothing of what is loaded here.
  const changes = JSON.stringify(told);
  const space = useLoaded(path, (leaving) => get<Space>(path, leaving), changes);
  const problems = useLoaded(
    `${path}/problems`,
    (leaving) => get<SpaceProblems>(`${path}/problems`, leaving),
    // A source elsewhere can go wrong and well again at one and the same revision.
    JSON.stringify([glance?.problems, overview.value?.config.checked_at]),
  );
  const history = useLoaded(
    `${path}/history`,
    (leaving) => get<Page<HistoryEntry>>(`${path}/history`, leaving),
    changes,
  );
  const builds = useLoaded(
    `${path}/builds`,
    (leaving) => get<Page<Build>>(`${path}/builds?limit=${SHOWN_BUILDS}`, leaving),
    changes,
  );
  const heard = useMemo(() => signal<Heard>(new Map()), [name]);

  useEffect(() => {
    const leaving = new AbortController();
    void follow(
      `progress?space=${encodeURIComponent(name)}`,
      { signal: leaving.signal },
      ({ event, data }) => {
        if (event === 'space') space.reload();
        if (event !== 'build') return;
        const news = data as BuildProgress;
        if (news.space !== name) return;
        heard.value = new Map(heard.value).set(news.build, news);
        if (isNews(builds.value.peek()?.items ?? [], news)) builds.reload();
      },
    ).catch(() => undefined);
    return () => leaving.abort();
  }, [name]);

  const reload = (): void => {
    space.reload();
    problems.reload();
    history.reload();
    builds.reload();
  };
  return { space, problems, history, builds, heard, sessions, changes, standing: glance?.standing, reload };
}
