// What a page is about: the window's title too, and where a screen reader goes on after a change of page.

import { useEffect, useRef } from 'preact/hooks';
import { cameBack } from '../route.ts';

export function PageTitle({ title }: { readonly title: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Raworc`;
  }, [title]);
  useEffect(() => heading.current?.focus({ preventScroll: cameBack() }), []);
  return (
    <h1 tabIndex={-1} ref={heading}>
      {title}
    </h1>
  );
}
