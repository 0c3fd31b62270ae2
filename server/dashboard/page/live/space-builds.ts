// The builds of one space as they go on: those that are known, with what the server says of them since.

import type { Build, BuildState } from '../api/shapes.ts';

export interface BuildProgress {
  readonly space: string;
  readonly agent: string | null;
  readonly build: string;
  readonly state: BuildState;
  readonly line: string | null;
}

export interface LiveBuild extends Build {
  /** The newest line of its log, as far as it was heard of. */
  readonly line: string | null;
}

export type Heard = ReadonlyMap<string, BuildProgress>;

const isOver = (state: BuildState): boolean => state !== 'queued' && state !== 'building';

/** What was read is newer than what was heard where only it says that the build is over. */
export function withProgress(builds: readonly Build[], heard: Heard): readonly LiveBuild[] {
  return builds.map((build) => {
    const news = heard.get(build.id);
    return {
      ...build,
      state: news === undefined || isOver(build.state) ? build.state : news.state,
      line: news?.line ?? null,
    };
  });
}

/** Whether the list has to be read again: a build that is not in it, or one that is over. */
export function isNews(builds: readonly Build[], news: BuildProgress): boolean {
  const known = builds.find(({ id }) => id === news.build);
  return known === undefined || (isOver(news.state) && known.state !== news.state);
}
