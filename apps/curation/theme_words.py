"""Words that point to a theme beside its own name, synonyms and aspects, by the theme's slug.

One word stands for all words that begin with it; several words are found as they stand.
"""

_WORDS = {
    "government": """sovnarkom; commissar; soviets; minister; ministr; decree; duma; zemstvo;
        premier; bureaucra; centralis; decentralis; presidium; democra; election; constitution;
        parliament; cabinet; autocra; provisional government; constituent assembly; democratic;
        council of ministers; central executive committee; one-party""",
    "leadership": """leader; cult; personality; testament; rival; contender; successor; triumvirate;
        duumvirate; collective leadership; leadership struggle; power struggle; general secretary;
        heir; dictator; authority; powerbase; tsar; patron""",
    "party-state": """politburo; party; central committee; congress; nomenklatura; apparatchik;
        faction; orgburo; secretariat; cadre; membership; purge; gerontocracy; komsomol""",
    "terror": """terror; purge; cheka; ogpu; nkvd; mvd; kgb; okhrana; gulag; camp; execut; arrest;
        shot; torture; imprison; trial; deport; exile; secret police; political police; prisoner;
        wrecker; saboteur; rehabilitat; amnesty; liquidat; yezhov; yagoda; beria""",
    "opposition": """oppos; rebel; revolt; uprising; mutin; strike; demonstrat; dissident; riot;
        menshevik; kronstadt; tambov; anarchist; samizdat; unrest; plot; anti-party; kornilov;
        narodnik; assassin; trotskyite""",
    "reform": """reform; de-stalinisation; destalinisation; perestroika; decentralis; liberalis;
        emancipat; thaw; democratis; concession""",
    "ideology": """marx; marxis; leninis; socialis; communism; ideolog; proletariat; capitalis;
        bourgeois; dictatorship of the proletariat; permanent revolution; world revolution;
        class struggle; class war; orthodoxy""",
    "industry": """industr; factor; econom; gosplan; steel; coal; electric; stakhanov; railway;
        nationalis; five-year plan; war communism; sovnarkhoz; investment; worker; trade union;
        nep""",
    "agriculture": """agricult; peasant; grain; collectiv; kulak; harvest; famine; kolkhoz; sovkhoz;
        requisition; virgin lands; maize; farm; livestock; dekulak; land decree; machine tractor""",
    "living-standards": """wage; housing; ration; bread; food; consumer; living; welfare; pension;
        diet; black market; shortage; flat; khrushchevki; working day""",
    "women-family": """women; woman; wife; wives; family; marriage; divorce; abortion; zhenotdel;
        mother; childcare; creche""",
    "education": """school; universit; educat; litera; teacher; student; likbez; rabfak""",
    "culture": """art; artist; writer; novel; poet; film; cinema; theatre; music; socialist realism;
        avant-garde; prolekult; pasternak; solzhenitsyn; zhdanovshchina; literature; book""",
    "propaganda": """propaganda; pravda; newspaper; poster; press; radio; television; censor;
        slogan; agitprop; glasnost; speech; media; image""",
    "religion": """church; relig; orthodox; priest; patriarch; clergy; muslim; islam; jew; atheis;
        league of the godless; mosque; monaster; baptist""",
    "nationalities": """national minorit; nationalit; ethnic; ukrain; baltic; georgia; chechen;
        tatar; poland; polish; finland; russif; pogrom; antisemit; anti-semit; republic;
        language""",
    "war": """war; ww1; ww2; army; soldier; military; troop; general; civil war; red army; whites;
        conscript; officer; brest-litovsk; navy; defence; front; kolchak; denikin; wrangel;
        stalingrad; barbarossa; afghan; kursk; makhno""",
    "foreign-policy": """treaty; cold war; nato; warsaw pact; hungary; czechoslovak; cuba; berlin;
        detente; coexistence; comintern; alliance; diplomac; foreign; america; usa; west;
        eastern europe; satellite; sputnik; brest-litovsk""",
}

THEME_WORDS: dict[str, tuple[str, ...]] = {
    slug: tuple(" ".join(entry.split()) for entry in words.split(";"))
    for slug, words in _WORDS.items()
}
