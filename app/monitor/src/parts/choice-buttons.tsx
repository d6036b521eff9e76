import { SegmentedButton } from '@ui5/webcomponents-react/SegmentedButton'
import { SegmentedButtonItem } from '@ui5/webcomponents-react/SegmentedButtonItem'

interface Props<Choice extends string> {
  readonly choices: readonly Choice[]
  readonly chosen: Choice
  readonly onChoose: (choice: Choice) => void
  readonly textOf: (choice: Choice) => string
  /** what the text abbreviates */
  readonly hintOf?: (choice: Choice) => string
  readonly label: { readonly text: string } | { readonly id: string }
}

/** One of a few choices. The event of an item comes with the mouse only; that of all comes with keys, too. */
export function ChoiceButtons<Choice extends string>(props: Props<Choice>) {
  const { choices, chosen, onChoose, textOf, hintOf, label } = props
  return (
    <SegmentedButton
      {...('id' in label ? { accessibleNameRef: label.id } : { accessibleName: label.text })}
      onSelectionChange={({ detail: { selectedItems } }) => {
        const choice = choices.find((one) => one === selectedItems[0]?.dataset.choice)
        if (choice !== undefined) onChoose(choice)
      }}
    >
      {choices.map((choice) => (
        <SegmentedButtonItem
          key={choice}
          data-choice={choice}
          selected={choice === chosen}
          {...(hintOf !== undefined && { tooltip: hintOf(choice) })}
        >
          {textOf(choice)}
        </SegmentedButtonItem>
      ))}
    </SegmentedButton>
  )
}
