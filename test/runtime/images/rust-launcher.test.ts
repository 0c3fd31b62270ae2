// The crate that is generated around a Rust agent's own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rustLauncher } from '../../../runtime/images/rust-launcher.ts';

for (const [handler, called] of [
  ['lib.process_message_sync', '&agent::process_message_sync'],
  ['main.process_message_sync', '&agent::process_message_sync'],
  ['lib.sales.answer', '&agent::sales::answer'],
  ['sales.answer', '&agent::sales::answer'],
  ['lib::sales::answer', '&agent::sales::answer'],
] as const) {
  test(`the handler ${handler} is called as ${called}, however people write the crate’s root`, () => {
    const files = rustLauncher({ crateName: 'sales-agent', handler });
    assert.ok(files['src/main.rs']?.includes(`answer(${called}, &order)`));
  });
}

test('the agent’s crate is found by path and package name, outside of any workspace of its own', () => {
  const manifest = rustLauncher({ crateName: 'sales-agent', handler: 'lib.f' })['Cargo.toml'] ?? '';
  assert.match(manifest, /agent = \{ path = "\.\.\/\.\.", package = "sales-agent" \}/);
  assert.match(manifest, /^\[workspace\]$/m);
});

for (const handler of ['f', '', 'lib.', 'lib.f; std::process::exit(0)', 'lib.f g', 'lib.1f']) {
  test(`${JSON.stringify(handler)} is no name in Rust and never becomes code`, () => {
    assert.throws(() => rustLauncher({ crateName: 'a', handler }), TypeError);
  });
}
