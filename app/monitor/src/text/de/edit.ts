import type { Texts } from '../en.ts'

export const edit: Texts['edit'] = {
  loading: 'Das Ereignis wird gelesen …',
  hidden:
    'Personenbezogene Werte sind verborgen. Für jeden Wert steht ein Platzhalter wie ‹Name›. Um Schlüssel und Parameter zu ändern, brauchen Sie die Rolle Reveal.',
  type: 'Ereignistyp',
  entityType: 'Entität',
  effective: 'Wirksamkeit',
  effectiveStartDate: 'Wirksam ab',
  keys: 'Schlüssel',
  params: 'Parameter',
  name: 'Name',
  add: 'Hinzufügen',
  remove: (name) => `${name} entfernen`,
  payload: 'Nutzdaten',
  missing: (names) => `Der Fehler nennt einen fehlenden Wert: ${names}.`,
  nothing: 'Ändern Sie zuerst etwas.',
}
