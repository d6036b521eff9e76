/**
 * Words that stand in most texts, in their folded form. Alone they say nothing of a person, unless a
 * field that describes a person holds them.
 */
const COMMON = new Set(
  `a about after again all already also an and any are as at be because been before but by can could
  did do does done down each else error failed for found from get got had has have he her here him his
  how i if in into is it its key may me more most must my name new no none not now null of off on once
  one only or other our out over own per same set she should so some such text than that the their them
  then there these they this those to too true type under until up us user value was we were what when
  where which while who why will with without would yes yet you your
  aber alle als am auch auf aus bei bis da das dass dem den der des die doch du durch ein eine einem
  einen einer es fur hat ich ihr im ist ja kann kein mit nach nicht noch nur ob oder ohne sich sie sind
  so uber um und unter vom von vor war wenn wer wie wir wird zu zum zur`.split(/\s+/),
)

export function isCommonWord(word: string): boolean {
  return COMMON.has(word)
}
