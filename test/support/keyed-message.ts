/** A bare V2 message about a record that belongs to no employee: its entity keys are the subject's. */
export function keyedMessage(
  type: string,
  entityType: string,
  keys: Readonly<Record<string, string>>,
): string {
  const pairs = Object.entries(keys).map(
    ([name, value]) => `<entityKey><name>${name}</name><value>${value}</value></entityKey>`,
  )
  return (
    '<ExternalEvent xmlns="http://notification.event.successfactors.com">' +
    `<externalEventMeta><type>${type}</type></externalEventMeta><events><event>` +
    `<entityType>${entityType}</entityType><entityKeys>${pairs.join('')}</entityKeys>` +
    '</event></events></ExternalEvent>'
  )
}
