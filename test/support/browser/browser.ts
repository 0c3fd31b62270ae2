// A real Chromium for tests of the web page. Whatever a tab's page complains of makes its test fail when the tab is closed.

import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { ensurePrograms, findProgram } from '../machine/debian.ts';

export interface Browser extends AsyncDisposable {
  /** Somebody else each: nothing is shared between tabs. */
  openTab(options?: BrowserContextOptions): Promise<Tab>;
}

export interface Tab extends AsyncDisposable {
  readonly page: Page;
  /** Answers with that status are meant to come: Chromium writes each of them into the console. */
  expectStatus(status: number): void;
  /** Streams that the server cuts off, and networks that go, are meant to be. */
  expectCut(): void;
}

const args = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long one waits for something to be seen. */
const PATIENCE_MS = 30_000;

export async function openBrowser(): Promise<Browser> {
  await ensurePrograms(['chromium'], { say: (step) => process.stderr.write(`${step}\n`) });
  // Each has a new user data folder of its own.
  const browser = await chromium.launch({ executablePath: findProgram('chromium') ?? 'chromium', args });
  return {
    async openTab(options = {}) {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      const complaints = listenTo(page);
      const expected = new Set<number | 'cut'>();
      return {
        page,
        expectStatus: (status) => expected.add(status),
        expectCut: () => expected.add('cut'),
        async [Symbol.asyncDispose]() {
          await context.close();
          const unexpected = complaints.filter((line) => !isExpected(line, expected));
          if (unexpected.length > 0) throw new Error(`The page complained:\n${unexpected.join('\n')}`);
        },
      };
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

function listenTo(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warning')
      complaints.push(`${line.text()} (${line.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  return complaints;
}

function isExpected(line: string, expected: ReadonlySet<number | 'cut'>): boolean {
  // Of the machine, not of the page: each session that starts on it is a network that comes.
  if (line.startsWith('Failed to load resource: net::ERR_NETWORK_CHANGED')) return true;
  if (/^Failed to load resource: net::ERR_(INCOMPLETE_CHUNKED_ENCODING|INTERNET_DISCONNECTED)/.test(line))
    return expected.has('cut');
  const [, status] = /^Failed to load resource: the server responded with a status of (\d+)/.exec(line) ?? [];
  return status !== undefined && expected.has(Number(status));
}
