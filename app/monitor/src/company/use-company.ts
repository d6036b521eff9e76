import { useEffect } from 'react'
import { useLocation, useNavigate, useSearchParams } from 'react-router'
import { keepCompany, useKeptCompany } from './kept-company.ts'

/** Pages that can be limited to one company. */
export const OF_A_COMPANY: readonly string[] = ['/messages', '/employees', '/parked']

/**
 * The selected company, '' = all. It is part of the address, so a shared link shows the same list.
 */
export function useCompany(): readonly [string, (company: string) => void] {
  const { pathname, state } = useLocation()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const kept = useKeptCompany()
  const inAddress = OF_A_COMPANY.includes(pathname)
  const company = inAddress ? (search.get('company') ?? '') : kept
  useEffect(() => keepCompany(company), [company])

  function choose(chosen: string): void {
    if (!inAddress) {
      keepCompany(chosen)
      return
    }
    const changed = new URLSearchParams(search)
    if (chosen === '') changed.delete('company')
    else changed.set('company', chosen)
    void navigate({ search: changed.toString() }, { replace: true, state })
  }
  return [company, choose]
}
