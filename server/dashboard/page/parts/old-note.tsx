// Says that what is shown may be old.

export function OldNote({ isConnected }: { readonly isConnected: boolean }) {
  if (isConnected) return null;
  return (
    <p class="note warn" role="status">
      The server does not answer; this may be old.
    </p>
  );
}
