/** The fields of our package.json that matter for the package. */
export interface OwnManifest {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly license: string
  readonly engines: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}

/**
 * The package.json of the package. It has no scripts and no development packages. What only `dev`
 * and `demo` need stays optional. Pure.
 * @param name such as `@acme/sf-event-receiver`, for a registry of a company
 */
export function packageManifest(own: OwnManifest, name = own.name): Record<string, unknown> {
  const { version, description, license, engines, dependencies, optionalDependencies } = own
  const entry = (module: string) => ({
    types: `./${module}.d.ts`,
    default: `./${module}.js`,
  })
  return {
    ...{ name, version, description, license, type: 'module', engines },
    bin: { 'sf-event-receiver': 'bin/sf-event-receiver.js' },
    exports: {
      '.': entry('srv/index'),
      './handler': entry('lib/handler'),
      './testing': entry('lib/testing'),
      './package.json': './package.json',
    },
    ...{ dependencies, optionalDependencies },
  }
}
