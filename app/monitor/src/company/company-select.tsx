import { Option } from '@ui5/webcomponents-react/Option'
import { Select } from '@ui5/webcomponents-react/Select'
import { useTexts } from '../text/use-texts.ts'
import './company-select.css'

interface Props {
  readonly slot?: string
  readonly company: string
  readonly companies: readonly string[]
  readonly onChoose: (company: string) => void
}

export function CompanySelect({ slot, company, companies, onChoose }: Props) {
  const { t } = useTexts()
  return (
    <Select
      {...(slot === undefined ? {} : { slot })}
      className="company-select"
      accessibleName={t.common.company}
      tooltip={t.common.company}
      value={company}
      onChange={({ detail }) => onChoose(detail.selectedOption.value ?? '')}
    >
      <Option value="">{t.common.allCompanies}</Option>
      {companies.map((name) => (
        <Option key={name} value={name}>
          {name}
        </Option>
      ))}
    </Select>
  )
}
