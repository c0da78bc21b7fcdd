/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "stopwords.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *language, *words, *joiners;
} known[] = {
	{ "en",
	  "a about above according across actually after "
	  "again against all almost alone along already "
	  "also although always am among an and another any "
	  "anything are around as at away back based be "
	  "became because become becomes been before being "
	  "below best better between both but by called "
	  "came can cannot case certain clear clearly "
	  "come comes common consider contain contains could "
	  "define defined depend depends describe described "
	  "did different directly do does doing done "
	  "down due during each easily either else "
	  "end enough especially even ever every everything "
	  "example exactly fact far few finally find "
	  "first following follows for form found four from "
	  "full further gave general get give given gives go "
	  "goes good had has have having he help hence "
	  "her here herself high him himself his hold "
	  "how however i if important in indeed instead into "
	  "is it its itself just keep kind know known "
	  "large larger last later least left less let like "
	  "likely little long look low made main mainly "
	  "make makes making many may me mean means might "
	  "more moreover most much must my namely near "
	  "necessary need needed needs never new next no none "
	  "nor not note nothing now number numbers obtain obtained "
	  "of off often old on once one only onto "
	  "open or other others otherwise our out "
	  "over own part particular per perhaps possible probably "
	  "provide provides put quite rather really respectively "
	  "result results right said same saw say "
	  "says second see seen several shall she "
	  "should show shown shows similar simple simply since "
	  "small so some something sometimes still such sure "
	  "take taken takes tell than that the their "
	  "them themselves then there therefore these they "
	  "thing things this those though three through "
	  "thus time times to together too toward two under "
	  "unless until up upon us use used useful user "
	  "uses using usually various very want was way "
	  "we well went were what when where whereas whether "
	  "which while who whole whom whose why will with within without work would yet you your ",
	  "of " },
	{ "de",
	  "aber alle allem allen aller alles als also "
	  "am an andere anderen anderer anderes auch auf aus "
	  "bei beiden beim bereits bis bzw da dabei "
	  "dadurch daher damit dann daran darauf das dass davon "
	  "dazu dein dem den denen denn der deren "
	  "des dessen desto die dies diese diesem diesen dieser "
	  "dieses doch dort du durch ein eine einem einen "
	  "einer eines einige er erst es etwa etwas euch "
	  "fall für gegen geht gibt hat hatte haben hier "
	  "hin hinter ich ihm ihn ihr ihre ihrem ihren ihrer "
	  "im immer in indem ins ist ja je jede "
	  "jedem jeden jeder jedes jedoch kann kein keine keinen "
	  "können könnte machen macht man mehr mein mit "
	  "muss müssen nach neben nicht nichts noch nun nur "
	  "ob oder ohne sehr sein seine seinem seinen "
	  "seiner seit selbst sich sie sind so sogar solche "
	  "soll sollte sondern sonst sowie über um und uns "
	  "unser unter viel viele vom von vor während war "
	  "waren was weil weiter welche welcher wenig wenn "
	  "wer werden weshalb wie wieder will wir wird wo "
	  "wobei worden wurde wurden zu zum zur zwar zwei zwischen beispiel teil ",
	  "" },
	{ "fr",
	  "a afin ai ainsi alors après au aucun "
	  "aucune aussi autre autres aux avant avec avoir beaucoup "
	  "bien bon c ça car ce ceci cela celle "
	  "celles celui ces cet cette ceux chaque chez comme comment "
	  "d dans de des depuis deux devant doit donc "
	  "dont du elle elles en encore entre est et étaient "
	  "était été être eu fait faire faut il ils j je "
	  "jusqu l la là le les leur leurs lors lui m ma "
	  "mais me même mêmes mes moins mon n ne ni non "
	  "nos notre nous on ont or ou où par parce pas "
	  "pendant peu peut peuvent plus plusieurs pour "
	  "pourquoi puis qu quand que quel quelle quelles "
	  "quelque quelques quels qui s sa sans se selon sera "
	  "ses si son sont sous sur t ta tandis te tel "
	  "telle tous tout toute toutes très trop tu un "
	  "une vers voici vos votre vous y aujourd hui cas "
	  "exemple partie ",
	  "de d du des " },
	{ "es",
	  "a acá ahora al algo algún alguna algunas "
	  "alguno algunos allí ambos ante antes aquel aquella "
	  "aquí así aun aunque bajo bastante bien cada "
	  "casi como con contra cual cuales cualquier cuando "
	  "cuanto de debe deben del desde después donde dos "
	  "durante e el él ella ellas ellos en entonces "
	  "entre era eran es esa esas ese eso esos "
	  "esta está están estas este esto estos etc fue fueron "
	  "ha había hace hacer hacia han hasta hay incluso "
	  "la las le les lo los luego más me mediante "
	  "menos mi mientras mis mismo misma mismos muy "
	  "nada ni ningún no nos nosotros nuestra nuestro o "
	  "otra otras otro otros para pero poco por porque "
	  "pues puede pueden que qué quien se sea según "
	  "ser si sí sido sin sino sobre solo sólo son "
	  "su sus tal también tan tanto te tiene tienen toda "
	  "todas todavía todo todos tras tu tus u un una unas uno unos usted y ya yo ejemplo parte caso ",
	  "de del " },
	{ "it",
	  "a abbiamo ad agli ai al alcune alcuni all "
	  "alla alle allo altra altre altri altro anche ancora "
	  "avere che chi ci ciò col come con contro cosa "
	  "così cui d da dagli dai dal dall dalla dalle de "
	  "degli dei del dell della delle dello deve di dopo "
	  "dove due e è ed egli ella era erano essere "
	  "esso fa fare fino fra gli già ha hanno i il in "
	  "infatti io l la le lei li lo loro lui ma mentre "
	  "mi molto ne negli nei nel nell nella nelle no "
	  "noi non nostro o od ogni oppure per perché però "
	  "più poi può qual quale quali quando "
	  "quanto quella quelle quelli quello questa queste questi "
	  "questo qui s se sé sempre senza si sia solo "
	  "sono sopra sotto stato su sua sue sugli sui sul "
	  "sulla suo suoi tale tali tanto tra tutte tutti tutto un una uno vi viene voi esempio parte ",
	  "di del dei della delle dell " },
	{ "pt",
	  "a à ainda algum alguma alguns ao aos apenas "
	  "após aquela aquele as às assim até cada com como "
	  "contra cujo da das de dela dele deles depois desde "
	  "deve devem do dos e é ela elas ele eles em "
	  "enquanto entre era essa essas esse esses esta está "
	  "estão este estes eu foi foram há isso isto "
	  "já lhe mais mas me mesmo muito na não nas nem "
	  "no nos nós nossa nosso num numa o onde os ou "
	  "outra outras outro outros para pela pelas pelo "
	  "pelos por porque pode podem pois qual quais "
	  "quando que quem são se sem ser seu seus si "
	  "sido só sobre sua suas também tanto te tem têm toda "
	  "todas todo todos tu um uma umas uns você exemplo parte ",
	  "de da do das dos " },
	{ "nl",
	  "aan al alle als altijd andere ben bij daar dan "
	  "dat de der deze die dit doch doen door dus een "
	  "eens en er ge geen haar had heb hebben heeft hem "
	  "het hier hij hoe hun iets ik in is ja je kan "
	  "kunnen maar meer men met mij mijn moet na naar "
	  "niet niets nog nu of om omdat ons ook op over "
	  "reeds te tegen toch toen tot u uit uw van "
	  "veel voor want waren was wat we wel werd wezen wie "
	  "wij wil worden wordt zal ze zelf zich zij zijn zo zonder zou ",
	  "" },
	{ "ru",
	  "а без более бы был была были было быть в вам "
	  "вас весь во вот все всего всех вы где да даже для "
	  "до его ее если есть еще же за здесь и "
	  "из или им их к как какой ко когда который которая "
	  "которое которые которых кто ли либо между меня мне "
	  "может можно мы на над надо наш не него нее "
	  "нет ни них но ну о об однако он она они оно "
	  "от очень по под при примеру с сам свой себя со так "
	  "также такой такие там те тем то того тоже той только "
	  "том тот ту ты у уже хотя чего чей чем что "
	  "чтобы чье чья эта эти это этого этой этом этот я ",
	  "" },
};

static size_t find(const char *language)
{
	size_t i = 0;

	while (i < sizeof(known) / sizeof(known[0]) && strcmp(known[i].language, language) != 0)
		i++;
	return i;
}

const char *stopwords_of(const char *language)
{
	size_t i = find(language);

	return i < sizeof(known) / sizeof(known[0]) ? known[i].words : "";
}

const char *joiners_of(const char *language)
{
	size_t i = find(language);

	return i < sizeof(known) / sizeof(known[0]) ? known[i].joiners : "";
}
