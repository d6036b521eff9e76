export const edit = {
  loading: 'Reading the event…',
  hidden:
    'Values of keys and parameters are hidden from you, so they cannot be changed here. That needs the role Reveal.',
  type: 'Event type',
  entityType: 'Entity',
  effective: 'Takes effect',
  effectiveStartDate: 'Effective from',
  keys: 'Keys',
  params: 'Parameters',
  name: 'Name',
  add: 'Add',
  remove: (name: string) => `Remove ${name}`,
  payload: 'Payload',
  nothing: 'Change something first.',
}
