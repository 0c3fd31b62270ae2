// What of the audit one wants to see; each change counts at once.

import type { Signal } from '@preact/signals';
import { type AuditFields, noFields } from './audit-query.ts';

const texts = [
  ['account', 'Account'],
  ['kind', 'Kind'],
  ['verb', 'Verb'],
  ['space', 'Space'],
] as const;
const choices = [
  ['decision', 'Decision', ['allowed', 'refused']],
  ['source', 'Asked from', ['api', 'git', 'github', 'runtime']],
] as const;
const times = [
  ['since', 'Since'],
  ['until', 'Until'],
] as const;

export function AuditFilter({ fields }: { readonly fields: Signal<AuditFields> }) {
  const set = (field: keyof AuditFields, value: string): void => {
    fields.value = { ...fields.value, [field]: value };
  };
  return (
    <form class="filter" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      {texts.map(([field, title]) => (
        <label key={field}>
          {title}
          <input value={fields.value[field]} onInput={(event) => set(field, event.currentTarget.value)} />
        </label>
      ))}
      {choices.map(([field, title, options]) => (
        <label key={field}>
          {title}
          <select value={fields.value[field]} onChange={(event) => set(field, event.currentTarget.value)}>
            <option value="">any</option>
            {options.map((option) => (
              <option key={option} value={option}>
                {option}
              </option>
            ))}
          </select>
        </label>
      ))}
      {times.map(([field, title]) => (
        <label key={field}>
          {title}
          <input
            type="datetime-local"
            value={fields.value[field]}
            onInput={(event) => set(field, event.currentTarget.value)}
          />
        </label>
      ))}
      <button type="button" onClick={() => (fields.value = noFields)}>
        Clear
      </button>
    </form>
  );
}
