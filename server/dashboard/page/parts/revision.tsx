// A commit, short; the whole is in its title.

export function Revision({ commit }: { readonly commit: string | null }) {
  if (commit === null) return <span class="quiet">none</span>;
  return <code title={commit}>{commit.slice(0, 7)}</code>;
}
