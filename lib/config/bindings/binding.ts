/** Where bindings are told; the first one that has any is the one that counts. */
export type BindingSource = 'VCAP_SERVICES_FILE_PATH' | 'VCAP_SERVICES' | 'SERVICE_BINDING_ROOT'

/** A service instance that is bound to us, in whichever of the forms it was told. */
export interface Binding {
  readonly source: BindingSource
  /** the service offering, such as `xsuaa` or `postgresql-db` */
  readonly label: string
  readonly name: string
  readonly credentials: Readonly<Record<string, unknown>>
}

/** What a source says, and everything that is wrong with it; no value is repeated. */
export interface ReadBindings {
  readonly bindings: readonly Binding[]
  readonly mistakes: readonly string[]
}

/** How a mistake names a binding. */
export function placeOf({ source, label, name }: Binding): string {
  return `${source} ${label} "${name}"`
}
