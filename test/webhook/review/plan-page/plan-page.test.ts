// A comment's link to the whole plan: everything is there, and nothing of it can act in the browser of who reads it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fastify from 'fastify';
import type { PlanRow } from '../../../../state/store/reviews.ts';
import { registerPlanPage } from '../../../../webhook/review/plan-page/route.ts';
import { storedView } from '../../../../webhook/review/plan-page/stored-view.ts';
import type { ReviewView } from '../../../../webhook/review/render/view.ts';
import { change, side, viewOf } from '../render/view-of.ts';

const hash = 'c'.repeat(64);

function serve(view: ReviewView) {
  const content: unknown = JSON.parse(JSON.stringify(storedView(view)));
  const row: PlanRow = { hash, repo: 'team/config', pull: 3, base: 'b', head: 'a', content, createdAt: 1 };
  const app = fastify();
  const { links, digest } = view;
  registerPlanPage(app, {
    store: { reviews: { plan: async (asked: string) => (asked === hash ? row : undefined) } as never },
    revive: (_, stored) => ({ ...stored, links, digest }),
  });
  return app;
}

describe('the page of a plan', () => {
  it('shows all of what a comment has no room for', async () => {
    const changes = Array.from({ length: 2_000 }, (_, index) =>
      change({ kind: 'Agent', name: `agent-${index}`, before: side({ purpose: 'x'.repeat(100) }) }),
    );
    const { statusCode, body, headers } = await serve(viewOf({ changes })).inject(`/plans/${hash}`);
    assert.equal(statusCode, 200);
    assert.match(String(headers['content-type']), /^text\/html/);
    assert.ok(body.includes('agent-0') && body.includes('agent-1999'));
    assert.doesNotMatch(body, /left out/);
  });

  it('lets nothing of a plan run or load, because strangers write what it shows', async () => {
    const script = '<script>alert(1)</script><img src=x onerror=alert(1)>';
    const changes = [
      change({ kind: 'Agent', name: 'a', after: side({ purpose: script, env: { A: script } }) }),
    ];
    const problem = {
      file: `${script}.yaml`,
      line: 1,
      column: 1,
      code: 'unknown-field' as const,
      severity: 'error' as const,
      message: `There is no field ${script}.`,
    };
    const page = serve(viewOf({ changes, problems: [problem] }));
    const { body, headers } = await page.inject(`/plans/${hash}`);
    assert.doesNotMatch(body, /<script|<img/);
    assert.match(String(headers['content-security-policy']), /default-src 'none'/);
  });

  it('is not found under what is no hash of a plan', async () => {
    const page = serve(viewOf({}));
    for (const path of [`/plans/${'d'.repeat(64)}`, '/plans/x', '/plans/..%2f..%2fetc']) {
      assert.equal((await page.inject(path)).statusCode, 404);
    }
  });
});
