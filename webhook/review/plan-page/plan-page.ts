// A whole plan as a page: what its comment says, with nothing left out.

import { createHash } from 'node:crypto';
import { marked } from 'marked';
import { renderComment } from '../render/comment.ts';
import type { ReviewView } from '../render/view.ts';

const style = `
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; }
pre { padding: .75rem; overflow-x: auto; background: #f6f8fa; border-radius: 6px; }
code { font: 13px/1.45 ui-monospace, monospace; }
table { border-collapse: collapse; }
td, th { padding: .25rem .75rem; border: 1px solid #d0d7de; }
details { margin: .25rem 0; }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117; }
  pre { background: #161b22; }
  a { color: #4493f8; }
  td, th { border-color: #30363d; }
}
`;

/** Nothing runs and nothing is fetched, whatever got into a plan. */
export const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function renderPlanPage(view: ReviewView): string {
  const markdown = renderComment(view, { installation: '', budget: Number.POSITIVE_INFINITY });
  const body = marked.parse(markdown, { async: false, gfm: true });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Raworc plan ${view.planHash.slice(0, 12)}</title>
<style>${style}</style>
</head>
<body>
${body}</body>
</html>
`;
}
