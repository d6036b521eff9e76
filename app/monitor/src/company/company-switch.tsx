import { Option } from '@ui5/webcomponents-react/Option'
import { Select } from '@ui5/webcomponents-react/Select'
import { useTexts } from '../text/use-texts.ts'
import './company-switch.css'
import { useCompanies } from './use-companies.ts'
import { useCompany } from './use-company.ts'

/** Which company the lists show; not there where only one has sent anything. */
export function CompanySwitch({ slot }: { readonly slot?: string }) {
  const { t } = useTexts()
  const [company, choose] = useCompany()
  const companies = useCompanies(company)
  if (companies.length < 2) return null
  return (
    <Select
      {...(slot === undefined ? {} : { slot })}
      className="company-switch"
      accessibleName={t.common.company}
      tooltip={t.common.company}
      value={company}
      onChange={({ detail }) => choose(detail.selectedOption.value ?? '')}
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
