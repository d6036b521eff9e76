import '@ui5/webcomponents-icons/dist/menu.js'
import { ToggleButton } from '@ui5/webcomponents-react/ToggleButton'
import { useState } from 'react'
import { isDense, setDense } from '../../settings/density.ts'
import { useTexts } from '../../text/use-texts.ts'

/** Shows more rows at once, for reading with a mouse. */
export function DensitySwitch() {
  const { t } = useTexts()
  const [dense, choose] = useState(isDense)
  return (
    <ToggleButton
      icon="menu"
      design="Transparent"
      pressed={dense}
      tooltip={t.messages.dense}
      accessibleName={t.messages.dense}
      onClick={() => {
        setDense(!dense)
        choose(!dense)
      }}
    />
  )
}
