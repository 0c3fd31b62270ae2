// Who is let in where, by what docs/teams.md says of the built-in roles. Written by hand: nothing here asks the code that it
// is the measure of.
//
// Letters are the roles that are let in: v(iewer), d(eveloper), o(perator), a(dmin); `-` is refused with 403, `4` is told that
// there is no such thing, `.` is a place that this path does not have.
//
//   own         the role is given in one space; in that space, on one's own session, with one's own tokens
//   others      the same, on somebody else's session or tokens
//   foreign     the same, in another space
//   everywhere  the role is given in all spaces; on what is somebody else's
//   recorded    whether the audit has a row of what was allowed; of what was refused it always has

export const table = `
route                                        own   others foreign everywhere recorded

GET    /health                               open
GET    /version                              open
GET    /ready                                open

GET    /api/v0/openapi.json                  vdoa  .      .       vdoa       no
GET    /api/v0/processes                     vdoa  .      .       vdoa       no
GET    /metrics                              ----  .      .       vdoa       no
GET    /api/v0/overview                      vdoa  .      .       vdoa       no
POST   /api/v0/sign-in-links                 vdoa  .      .       vdoa       yes
POST   /api/v0/sign-in                       vdoa  .      .       vdoa       no
GET    /api/v0/whoami                        vdoa  .      .       vdoa       no
POST   /api/v0/can-i                         vdoa  .      .       vdoa       no
GET    /api/v0/sealing-key                   vdoa  .      .       vdoa       no
GET    /api/v0/tokens                        vdoa  ----   .       ---a       no
POST   /api/v0/tokens                        vdoa  ----   .       ---a       yes
DELETE /api/v0/tokens/:token                 vdoa  4444   .       444a       yes

GET    /api/v0/accounts                      ----  .      .       ---a       no
POST   /api/v0/accounts                      ----  .      .       ---a       yes
PATCH  /api/v0/accounts/:kind/:name          ----  .      .       ---a       yes
DELETE /api/v0/accounts/:kind/:name          ----  .      .       ---a       yes
GET    /api/v0/roles                         ----  .      .       ---a       no
GET    /api/v0/role-bindings                 ----  .      .       ---a       no
GET    /api/v0/audit                         ----  .      .       ---a       no
GET    /api/v0/audit/verify                  ----  .      .       ---a       no
GET    /api/v0/audit/export                  ----  .      .       ---a       no
POST   /api/v0/sealing-key                   ----  .      .       ---a       yes
GET    /api/v0/master-key                    ----  .      .       ---a       yes
POST   /api/v0/master-key                    ----  .      .       ---a       yes

GET    /api/v0/sessions                      vdoa  .      ----    vdoa       no
POST   /api/v0/sessions                      -doa  .      ----    -doa       yes
POST   /api/v0/sessions/import               -doa  .      ----    -doa       yes
GET    /api/v0/sessions/:id                  vdoa  vdoa   4444    vdoa       no
PATCH  /api/v0/sessions/:id                  -doa  --oa   4444    --oa       yes
DELETE /api/v0/sessions/:id                  -doa  --oa   4444    --oa       yes
GET    /api/v0/sessions/:id/usage            vdoa  vdoa   4444    vdoa       no
POST   /api/v0/sessions/:id/pause            -doa  --oa   4444    --oa       yes
POST   /api/v0/sessions/:id/resume           -doa  --oa   4444    --oa       yes
POST   /api/v0/sessions/:id/suspend          -doa  --oa   4444    --oa       yes
POST   /api/v0/sessions/:id/retry            -doa  --oa   4444    --oa       yes
POST   /api/v0/sessions/:id/keep-alive       -doa  --oa   4444    --oa       yes
POST   /api/v0/sessions/:id/fork             -doa  --oa   4444    --oa       yes
POST   /api/v0/sessions/:id/reopen           -doa  --oa   4444    --oa       yes
GET    /api/v0/sessions/:id/wait             vdoa  vdoa   4444    vdoa       no
GET    /api/v0/sessions/:id/tree             vdoa  vdoa   4444    vdoa       no
GET    /api/v0/sessions/:id/diff             vdoa  vdoa   4444    vdoa       no
GET    /api/v0/sessions/:id/events           vdoa  vdoa   4444    vdoa       no
GET    /api/v0/sessions/:id/logs             vdoa  vdoa   4444    vdoa       no
GET    /api/v0/sessions/:id/turns            vdoa  vdoa   4444    vdoa       no
GET    /api/v0/sessions/:id/turns/:turn      vdoa  vdoa   4444    vdoa       no
GET    /api/v0/sessions/:id/messages         vdoa  vdoa   4444    vdoa       no
POST   /api/v0/sessions/:id/messages         -doa  --oa   4444    --oa       no
POST   /api/v0/sessions/:id/cancel           -doa  --oa   4444    --oa       no
POST   /api/v0/sessions/:id/turns/:turn/cancel -doa --oa  4444    --oa       no
GET    /api/v0/sessions/:id/files/*          -doa  --oa   4444    --oa       yes
PUT    /api/v0/sessions/:id/files/*          -doa  --oa   4444    --oa       yes
GET    /api/v0/sessions/:id/export           -doa  --oa   4444    --oa       yes
POST   /api/v0/sessions/:id/exec             -doa  --oa   4444    --oa       yes
GET    /api/v0/sessions/:id/exec             -doa  --oa   4444    --oa       yes
GET    /api/v0/sessions/:id/forward          -doa  --oa   4444    --oa       yes

GET    /api/v0/spaces                        vdoa  .      .       vdoa       no
POST   /api/v0/spaces                        --oa  .      ----    --oa       yes
GET    /api/v0/spaces/:space                 vdoa  .      ----    vdoa       no
PUT    /api/v0/spaces/:space                 --oa  .      ----    --oa       yes
DELETE /api/v0/spaces/:space                 --oa  .      ----    --oa       yes
GET    /api/v0/spaces/:space/agents          vdoa  .      ----    vdoa       no
POST   /api/v0/spaces/:space/agents          --oa  .      ----    --oa       yes
GET    /api/v0/spaces/:space/agents/:agent   vdoa  .      ----    vdoa       no
PUT    /api/v0/spaces/:space/agents/:agent   --oa  .      ----    --oa       yes
DELETE /api/v0/spaces/:space/agents/:agent   --oa  .      ----    --oa       yes
GET    /api/v0/spaces/:space/problems        vdoa  .      ----    vdoa       no
GET    /api/v0/spaces/:space/history         vdoa  .      ----    vdoa       no
PUT    /api/v0/spaces/:space/hold            --oa  .      ----    --oa       yes
DELETE /api/v0/spaces/:space/hold            --oa  .      ----    --oa       yes
POST   /api/v0/spaces/:space/rollback        --oa  .      ----    --oa       yes
POST   /api/v0/spaces/:space/confirm         --oa  .      ----    --oa       yes
POST   /api/v0/spaces/:space/route           vdoa  .      ----    vdoa       no
GET    /api/v0/spaces/:space/builds          vdoa  .      ----    vdoa       no
POST   /api/v0/spaces/:space/builds          --oa  .      ----    --oa       yes
GET    /api/v0/spaces/:space/builds/:build   vdoa  .      ----    vdoa       no
GET    /api/v0/spaces/:space/builds/:build/logs vdoa .    ----    vdoa       no
GET    /api/v0/spaces/:space/schedules       vdoa  .      ----    vdoa       no
GET    /api/v0/spaces/:space/secrets         -doa  .      ----    -doa       no
PUT    /api/v0/spaces/:space/secrets/:name   -doa  .      ----    -doa       yes
DELETE /api/v0/spaces/:space/secrets/:name   -doa  .      ----    -doa       yes

GET    /api/v0/usage                         vdoa  .      ----    vdoa       no
GET    /api/v0/top                           vdoa  .      ----    vdoa       no
GET    /api/v0/status                        vdoa  .      .       vdoa       no
GET    /api/v0/reviews                       vdoa  .      .       vdoa       no
GET    /api/v0/progress                      vdoa  .      ----    vdoa       no
POST   /api/v0/sync                          ----  .      .       --oa       yes
GET    /api/v0/plan                          ----  .      .       vdoa       no
POST   /api/v0/plan                          ----  .      .       vdoa       no
GET    /api/v0/revisions                     ----  .      .       vdoa       no
POST   /api/v0/engine/accept                 ----  .      .       --oa       yes
POST   /api/v0/gc                            ----  .      .       --oa       yes
GET    /api/v0/webhooks                      ----  .      .       --oa       yes
POST   /api/v0/webhooks/install              ----  .      .       --oa       yes
POST   /api/v0/webhooks/test                 ----  .      .       --oa       yes
POST   /api/v0/webhooks/redeliver            ----  .      .       --oa       yes
`;

/** The least that each path takes, so that only the guard can refuse it. SPACE and SESSION stand for those of the column. */
export const bodies: Readonly<Record<string, object>> = {
  'POST /api/v0/can-i': { verb: 'get', kind: 'Space' },
  'POST /api/v0/tokens': {},
  'POST /api/v0/sync': {},
  'POST /api/v0/gc': {},
  'PUT /api/v0/spaces/:space/hold': {},
  'POST /api/v0/spaces/:space/rollback': {},
  'POST /api/v0/accounts': { name: 'newcomer' },
  'PATCH /api/v0/accounts/:kind/:name': { disabled: true },
  'POST /api/v0/sessions': { space: 'SPACE' },
  'PATCH /api/v0/sessions/:id': { metadata: {} },
  'POST /api/v0/sessions/:id/keep-alive': { seconds: 1 },
  'POST /api/v0/sessions/:id/messages': { content: 'hello' },
  'POST /api/v0/sessions/:id/exec': { command: ['id'] },
  'POST /api/v0/spaces': { name: 'SPACE' },
  'PUT /api/v0/spaces/:space': {},
  'POST /api/v0/spaces/:space/agents': { name: 'bot' },
  'PUT /api/v0/spaces/:space/agents/:agent': {},
  'POST /api/v0/spaces/:space/confirm': { plan: 'hash' },
  'POST /api/v0/spaces/:space/route': { content: 'hello' },
  'PUT /api/v0/spaces/:space/secrets/:name': { value: 'secret' },
  'POST /api/v0/plan': { files: [] },
};

export const queries: Readonly<Record<string, string>> = {
  'GET /api/v0/sessions': 'space=SPACE',
  'GET /api/v0/usage': 'space=SPACE',
  'GET /api/v0/top': 'space=SPACE',
  'GET /api/v0/progress': 'space=SPACE',
  'POST /api/v0/sessions/import': 'space=SPACE',
  'GET /api/v0/sessions/:id/diff': 'with=SESSION',
  'GET /api/v0/sessions/:id/forward': 'port=80',
};

export type Column = 'own' | 'others' | 'foreign' | 'everywhere';

export interface Row {
  readonly method: string;
  readonly path: string;
  readonly isOpen: boolean;
  readonly cells: Readonly<Record<Column, string>>;
  readonly isRecorded: boolean;
}

export const rows: readonly Row[] = table
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line))
  .map((line) => {
    const [method = '', path = '', own = '.', others = '.', foreign = '.', everywhere = '.', recorded] =
      line.split(/ +/);
    const isOpen = own === 'open';
    return {
      method,
      path,
      isOpen,
      cells: { own, others, foreign, everywhere },
      isRecorded: recorded === 'yes',
    };
  });
