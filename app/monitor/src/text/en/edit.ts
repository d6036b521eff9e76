export const edit = {
  loading: 'Reading the event…',
  hidden:
    'Personal values are hidden: ‹name› stands for each. Changing keys and parameters needs the role Reveal.',
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
