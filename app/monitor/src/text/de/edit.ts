import type { Texts } from '../en.ts'

export const edit: Texts['edit'] = {
  loading: 'Das Ereignis wird gelesen …',
  hidden:
    'Werte von Schlüsseln und Parametern sind für Sie verborgen und daher hier nicht änderbar. Dazu braucht es die Rolle Reveal.',
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
  nothing: 'Ändern Sie zuerst etwas.',
}
