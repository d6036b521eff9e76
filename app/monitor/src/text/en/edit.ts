export const edit = {
  loading: 'Reading the event…',
  hidden:
    'Personal values are hidden. A placeholder such as ‹name› stands for each value. You need the role Reveal to change keys and parameters.',
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
  missing: (names: string) => `The error names a missing value: ${names}.`,
  nothing: 'Change something first.',
}
