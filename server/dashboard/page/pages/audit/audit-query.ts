// What the audit is asked for: the form's fields, as the API takes them and as the address keeps them. Pure.

export interface AuditFields {
  readonly account: string;
  readonly kind: string;
  readonly verb: string;
  readonly decision: '' | 'allowed' | 'refused';
  readonly source: '' | 'api' | 'git' | 'github' | 'runtime';
  readonly space: string;
  /** As a browser's field has it, in its own time zone: `2026-01-31T12:00`. */
  readonly since: string;
  readonly until: string;
}

export const noFields: AuditFields = {
  account: '',
  kind: '',
  verb: '',
  decision: '',
  source: '',
  space: '',
  since: '',
  until: '',
};

const isTime = (field: string): boolean => field === 'since' || field === 'until';

/** Fields that are left empty, and times that are no times, ask for nothing. */
export function auditQuery(
  fields: AuditFields,
  page: { readonly limit: number; readonly after?: string },
): string {
  const query = new URLSearchParams({ limit: String(page.limit) });
  for (const [field, value] of Object.entries(fields)) {
    const text = (value as string).trim();
    if (text === '') continue;
    if (!isTime(field)) query.set(field, text);
    else if (!Number.isNaN(Date.parse(text))) query.set(field, new Date(text).toISOString());
  }
  if (page.after !== undefined) query.set('after', page.after);
  return query.toString();
}
