// A resource as somebody means to write it, and how it is named.

export interface ResourceName {
  readonly kind: string;
  readonly name: string;
  /** On kinds that belong to a space. */
  readonly space?: string;
}

export interface WrittenResource extends ResourceName {
  readonly labels?: Readonly<Record<string, string>>;
  /** As people write it: without defaults. */
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** As problems and plans call it: `Space/sales`, `Agent/sales/bot`. */
export function resourceTitle({ kind, name, space }: ResourceName): string {
  return space === undefined ? `${kind}/${name}` : `${kind}/${space}/${name}`;
}

/** The whole document, in the order in which people write one. */
export function documentOf({ kind, name, space, labels, spec }: WrittenResource): Record<string, unknown> {
  return {
    apiVersion: 'raworc.dev/v1',
    kind,
    metadata: {
      name,
      ...(space === undefined ? {} : { space }),
      ...(labels === undefined || Object.keys(labels).length === 0 ? {} : { labels }),
    },
    ...(spec === undefined || Object.keys(spec).length === 0 ? {} : { spec }),
  };
}
