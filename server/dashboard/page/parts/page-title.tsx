// What a page is about: the window's title too, and where a screen reader goes on after a change of page.

import { useEffect, useRef } from 'preact/hooks';

export function PageTitle({ title }: { readonly title: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Raworc`;
  }, [title]);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h1 tabIndex={-1} ref={heading}>
      {title}
    </h1>
  );
}
