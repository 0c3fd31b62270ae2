// Words that stand in any text and say nothing of what it is about, in the languages that most people write, without
// accents; and what every agent says of itself. Pure.

const lists = [
  // English
  `a about after all also am an and any are as at be been but by can could did do does for from get give got had has have
   he her here him his how i if in into is it its just know let like make me more my need new no not now of off on one only
   or our out over please so some tell than thank thanks that the their them then there these they this those to too up us
   use very was we were what when where which who why will with would yes you your hello hi hey ok`,
  // German
  `aber alle als am an auf aus bei bin bist bitte da damit danke das dass dein dem den der des die dies diese doch du durch
   ein eine einen einem einer eines er es fur hat habe haben ich ihr im ist ja kann kein keine konnen man mein mir mit nach
   nicht noch nur ob oder schon sein sich sie sind so uber um und uns von vor war was wenn wer wie wir wird wo zu zum zur
   hallo`,
  // French
  `au aux avec ce ces cet cette comme comment dans de des donc du elle en est et etre eu fait il ils je la le les leur lui
   mais me mes moi mon ne nos notre nous on ou par pas peut plus pour pourquoi quand que quel quelle qui sa sans se ses si
   son sont sur te tes toi ton tu un une vos votre vous bonjour merci`,
  // Spanish and Portuguese
  `al como con cual cuando de del donde el ella en es esta estan este esto ha hay la las lo los mas me mi mis muy no nos o
   para pero por porque que quien se si sin sobre son su sus te tu tus un una uno unos y ya hola gracias
   ao aos as com da das do dos e ele em esse eu foi isso ja mas meu minha na nao nas nem no nos ou pela pelo quem sao sem
   ser seu sua tem um uma voce ola obrigado`,
  // Italian and Dutch
  `che chi ci come con cosa da dal dei del della di e gli ho i il in io la le lo ma mi nel nella non per perche piu quale
   quando questa questo se sei si sono su sul tra tu un una ciao grazie
   aan als bij dat de deze dit door een en er het hoe ik in is je kan maar met mij mijn naar niet nog of om ook op over te
   uit van voor waar wat we wel wie zijn hallo`,
  // What agents are
  `agent agents answer answers assistant bot help helps question questions`,
];

export const stopWords: ReadonlySet<string> = new Set(lists.flatMap((list) => list.split(/\s+/)));
