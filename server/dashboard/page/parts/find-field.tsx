// A field that narrows a list down to what has these letters.

import type { Signal } from '@preact/signals';

export function FindField({ id, sought }: { readonly id: string; readonly sought: Signal<string> }) {
  return (
    <div class="tools">
      <label class="quiet" for={id}>
        Find
      </label>
      <input
        id={id}
        type="search"
        value={sought.value}
        onInput={(event) => (sought.value = event.currentTarget.value)}
      />
    </div>
  );
}
