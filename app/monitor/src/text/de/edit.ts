import type { Texts } from '../en.ts'

export const edit: Texts['edit'] = {
  loading: 'Das Ereignis wird gelesen …',
  hidden:
    'Persönliche Werte sind verborgen: ‹name› steht für jeden. Schlüssel und Parameter zu ändern braucht die Rolle Reveal.',
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
