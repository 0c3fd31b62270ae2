// The frame of every page: who one is, where one can go, and the page that the address means.

import { useEffect } from 'preact/hooks';
import { followOverview, overview } from './live/overview.ts';
import { AuditPage } from './pages/audit/audit-page.tsx';
import { OverviewPage } from './pages/overview/overview-page.tsx';
import { ReviewsPage } from './pages/reviews/reviews-page.tsx';
import { SpacePage } from './pages/space/space-page.tsx';
import { SessionPage } from './pages/session/session-page.tsx';
import { SessionsPage } from './pages/sessions/sessions-page.tsx';
import { PageTitle } from './parts/page-title.tsx';
import { hrefOf, type Route, route } from './route.ts';
import { SignIn } from './sign-in/sign-in.tsx';
import { signOut } from './sign-in/sign-out.ts';
import { token } from './sign-in/token.ts';

export function App() {
  if (token.value === null || route.value.page === 'sign-in') return <SignIn />;
  return <SignedIn key={token.value} />;
}

function SignedIn() {
  useEffect(() => {
    const leaving = new AbortController();
    void followOverview(leaving.signal);
    return () => {
      leaving.abort();
      overview.value = null;
    };
  }, []);
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <Navigation />
      <main id="content" tabIndex={-1}>
        <PageOf route={route.value} />
      </main>
    </>
  );
}

/** The fragment is the page's address: it must stay. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

const places = [
  { page: 'overview', title: 'Overview' },
  { page: 'sessions', title: 'Sessions', space: null },
  { page: 'reviews', title: 'Reviews' },
  { page: 'audit', title: 'Audit' },
] as const;

function Navigation() {
  const here = route.value.page;
  return (
    <header class="bar">
      <a class="name" href={hrefOf({ page: 'overview' })}>
        Raworc
      </a>
      <nav aria-label="Pages">
        <ul>
          {places.map(({ title, ...place }) => (
            <li key={place.page}>
              <a href={hrefOf(place)} aria-current={here === place.page ? 'page' : undefined}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <button type="button" onClick={signOut}>
        Sign out
      </button>
    </header>
  );
}

function PageOf({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'overview':
    case 'sign-in':
      return <OverviewPage />;
    case 'space':
      return <SpacePage key={route.space} name={route.space} />;
    case 'sessions':
      return <SessionsPage space={route.space} state={route.state ?? ''} />;
    case 'session':
      return <SessionPage key={route.id} id={route.id} />;
    case 'audit':
      return <AuditPage />;
    case 'reviews':
      return <ReviewsPage />;
    case 'unknown':
      return <Nowhere />;
    default:
      return route satisfies never;
  }
}

function Nowhere() {
  return (
    <>
      <PageTitle title="There is nothing here" />
      <p>
        <a href={hrefOf({ page: 'overview' })}>Back to the overview</a>
      </p>
    </>
  );
}
