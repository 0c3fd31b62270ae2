// A file as the API shows it.

import type { FileView as FileOfWorkspace } from '../../../runtime/sessions/workspaces/workspaces.ts';
import type { FileView } from '../shapes/file.ts';
import { time } from './time.ts';

export const showFile = ({ modified, ...shown }: FileOfWorkspace): FileView => ({
  ...shown,
  modified_at: time(modified),
});
