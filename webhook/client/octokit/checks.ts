// Check runs with any number of annotations, and the commit statuses that stand in for them.

import { createHash } from 'node:crypto';
import type { Annotation, CheckRun, GitHub } from '../github.ts';
import type { Api, Call } from './call.ts';
import { fieldsOf } from './fields.ts';
import type { Us } from './us.ts';

type Verbs = Pick<GitHub, 'putCheckRun' | 'putCommitStatus'>;

/** As many as GitHub takes in one request. */
const atOnce = 50;
const longestDescription = 140;

interface Existing {
  readonly id: number;
  readonly externalId: string;
  readonly annotations: number;
}

export function createChecks(call: Call, us: Us): Verbs {
  return {
    putCheckRun: (repo, run, waiting) => call(repo, (api) => putCheckRun(api, run, us), waiting),
    putCommitStatus: (repo, { commit, context, state, description, targetUrl }, waiting) =>
      call(
        repo,
        async ({ request, at }) => {
          await request('POST /repos/{owner}/{repo}/statuses/{sha}', {
            ...at,
            sha: commit,
            context,
            state,
            description: description.slice(0, longestDescription),
            ...(targetUrl === undefined ? {} : { target_url: targetUrl }),
          });
        },
        waiting,
      ),
  };
}

/**
 * GitHub adds annotations and never takes one away. So a run that has some is changed only to add those of the same
 * content that are missing, after a crash; for any other content a new run takes its place.
 */
async function putCheckRun(api: Api, run: CheckRun, us: Us): Promise<{ readonly id: number }> {
  const externalId = createHash('sha256').update(JSON.stringify(run)).digest('hex').slice(0, 32);
  const { id, sent } = await beginRun(api, run, externalId, await findRun(api, run, us));
  for (let from = sent; from < run.annotations.length; from += atOnce) {
    await updateRun(api, run, externalId, id, from);
  }
  return { id };
}

/** `sent`: how many of the annotations are there. */
async function beginRun(
  api: Api,
  run: CheckRun,
  externalId: string,
  existing: Existing | undefined,
): Promise<{ readonly id: number; readonly sent: number }> {
  if (existing?.externalId === externalId) return { id: existing.id, sent: existing.annotations };
  if (existing?.annotations !== 0) return { id: await createRun(api, run, externalId), sent: atOnce };
  await updateRun(api, run, externalId, existing.id, 0);
  return { id: existing.id, sent: atOnce };
}

async function findRun({ request, at }: Api, run: CheckRun, us: Us): Promise<Existing | undefined> {
  const { data } = await request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    ...at,
    ref: run.commit,
    check_name: run.name,
    filter: 'latest',
    per_page: 100,
  });
  const runs = fieldsOf(data, 'check runs')
    .list('check_runs')
    .map((value) => fieldsOf(value, 'check run'));
  const [newest] = runs.filter(us.made).toSorted((a, b) => b.number('id') - a.number('id'));
  if (newest === undefined) return undefined;
  return {
    id: newest.number('id'),
    externalId: newest.textOrNull('external_id') ?? '',
    annotations: newest.within('output').number('annotations_count'),
  };
}

async function createRun({ request, at }: Api, run: CheckRun, externalId: string): Promise<number> {
  const { data } = await request('POST /repos/{owner}/{repo}/check-runs', {
    ...at,
    name: run.name,
    head_sha: run.commit,
    ...contentOf(run, externalId, 0),
  });
  return fieldsOf(data, 'check run').number('id');
}

async function updateRun(
  { request, at }: Api,
  run: CheckRun,
  externalId: string,
  id: number,
  from: number,
): Promise<void> {
  await request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
    ...at,
    check_run_id: id,
    ...contentOf(run, externalId, from),
    // GitHub may have done what it did not answer, and would then have its annotations twice.
    request: { retries: 0 },
  });
}

function contentOf(run: CheckRun, externalId: string, from: number) {
  return {
    external_id: externalId,
    status: run.status,
    ...(run.conclusion === undefined ? {} : { conclusion: run.conclusion }),
    ...(run.detailsUrl === undefined ? {} : { details_url: run.detailsUrl }),
    output: {
      title: run.title,
      summary: run.summary,
      annotations: run.annotations.slice(from, from + atOnce).map(annotationIn),
    },
  };
}

function annotationIn({ path, line, column, level, title, message }: Annotation) {
  return {
    path,
    start_line: line,
    end_line: line,
    // Only within one line does GitHub take columns.
    start_column: column,
    end_column: column,
    annotation_level: level,
    title: title.slice(0, 255),
    message,
  };
}
