import { useEffect } from 'react'
import { useLocation } from 'react-router'
import { useAddressParameter } from '../parts/use-address-parameter.ts'
import { keepCompany, useKeptCompany } from './kept-company.ts'

/** Pages that can be limited to one company. */
export const OF_A_COMPANY: readonly string[] = ['/messages', '/employees', '/parked']

/** The selected company, '' = all; on a page that can be limited to one, it is in the address. */
export function useCompany(): readonly [string, (company: string) => void] {
  const { pathname } = useLocation()
  const [named, change] = useAddressParameter('company')
  const kept = useKeptCompany()
  const inAddress = OF_A_COMPANY.includes(pathname)
  const company = inAddress ? named : kept
  useEffect(() => keepCompany(company), [company])
  return [company, inAddress ? change : keepCompany]
}
