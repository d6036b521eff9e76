import { useLocation, useNavigate, useSearchParams } from 'react-router'

/** A parameter of the address, so that a shared link shows the same; '' = it is not there. */
export function useAddressParameter(name: string): readonly [string, (value: string) => void] {
  const [search] = useSearchParams()
  const { state } = useLocation()
  const navigate = useNavigate()

  function change(value: string): void {
    const changed = new URLSearchParams(search)
    if (value === '') changed.delete(name)
    else changed.set(name, value)
    void navigate({ search: changed.toString() }, { replace: true, state })
  }
  return [search.get(name) ?? '', change]
}
