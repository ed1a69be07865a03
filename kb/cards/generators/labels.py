"""Labels that name no concept: of what is to be done, of parts of an argument, of anything."""

import re
from functools import lru_cache
from typing import Final

from kb.cards.topic.wording import is_generic


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in text.split(","))


GENERIC_LABELS: Final = _phrases(
    # What any note of a course, a project or a tool can have as a label.
    "purpose, efficiency, data, description, overview, example, examples, note, notes, usage,"
    " details, summary, function, functions, role, goal, goals, aim, idea, main idea, key idea,"
    " result, results, method, methods, input, output, type, types, name, value, values, format,"
    " time, date, place, location, price, cost, cost efficiency, speed, performance, quality,"
    " features, feature, benefit, benefits, effect, effects, cause, causes, reason, problem,"
    " solution, question, answer, context, background, introduction, conclusion, definition,"
    " meaning, source, sources, reference, references, link, links, author, title, topic, tags,"
    " status, priority, step, steps, process, procedure, instructions, requirements, scope,"
    " limitations, advantages, disadvantages, pros, cons, comparison, difference, differences,"
    " complexity, time complexity, space complexity, runtime, size, length, version, language,"
    " tools, resources, setup, installation, configuration, syntax, parameters, options,"
    " properties, structure, components, parts, members, people, participants, symptoms,"
    " treatment, diagnosis, prevention, history, origin, applications, application, use, uses,"
    " use case, use cases, importance, key points, main points, key takeaways, takeaways, first,"
    " second, third, other, others, general, misc, more, why, what, how, when, where, who, hint,"
    " warning, important, tip, tips, remark, remarks, formula, notation, intuition, proof,"
    " analysis, approach, discussion, objective, objectives, outcome, focus, strategy, plan,"
    " impact, challenge, challenges, scenario, action, actions, task, tasks, event, events,"
    # German
    " zweck, daten, beschreibung, überblick, beispiel, beispiele, hinweis, notizen, nutzung,"
    " zusammenfassung, funktion, rolle, ziel, ziele, idee, ergebnis, ergebnisse, methode,"
    " eingabe, ausgabe, typ, name, wert, ort, zeit, datum, preis, kosten, merkmale, wirkung,"
    " ursache, ursachen, grund, problem, lösung, frage, antwort, kontext, einleitung, fazit,"
    " definition, bedeutung, quelle, quellen, autor, titel, thema, status, schritt, schritte,"
    " ablauf, vorgehen, anwendung, anwendungen, vorteile, nachteile, unterschied, unterschiede,"
    " aufbau, struktur, geschichte, eigenschaften, formel, beweis, bemerkung, aufgabe, aufgaben,"
    # Spanish and Portuguese
    " propósito, datos, descripción, resumen, ejemplo, ejemplos, nota, notas, uso, usos,"
    " función, objetivo, objetivos, resultado, resultados, método, entrada, salida, tipo, tipos,"
    " nombre, valor, lugar, fecha, características, efecto, causa, causas, solución, pregunta,"
    " respuesta, contexto, introducción, conclusión, significado, fuente, fuentes, tema, pasos,"
    " ventajas, desventajas, diferencias, estructura, historia, propiedades, fórmula, tarea,"
    " dados, descrição, resumo, exemplo, exemplos, função, saída, nome, data, efeito, solução,"
    " pergunta, resposta, introdução, conclusão, fonte, fontes, passos, vantagens, desvantagens,"
    " diferenças, estrutura, história, propriedades, tarefa, finalidade, observação,"
    # French
    " but, données, résumé, exemple, exemples, remarque, fonction, objectif, objectifs,"
    " résultat, résultats, méthode, entrée, sortie, nom, valeur, lieu, caractéristiques, effet,"
    " cause, solution, question, réponse, contexte, signification, étapes, avantages,"
    " inconvénients, différences, histoire, propriétés, formule, exercice, utilisation,"
    # Russian and Chinese
    " цель, данные, описание, обзор, пример, примеры, заметка, функция, роль, результат, метод,"
    " вход, выход, тип, имя, значение, место, время, дата, причина, проблема, решение, вопрос,"
    " ответ, введение, вывод, определение, источник, тема, шаги, преимущества, недостатки,"
    " отличия, структура, история, свойства, формула, задача, применение, 目的, 描述, 概述, 例子,"
    " 示例, 说明, 功能, 作用, 结果, 方法, 输入, 输出, 类型, 名称, 时间, 日期, 原因, 问题, 解决方案,"
    " 答案, 背景, 介绍, 总结, 结论, 定义, 来源, 步骤, 优点, 缺点, 区别, 特点,"
    " 结构, 历史, 公式, 应用"
)
"""Labels, by their :func:`kb.notes.names.name_key`, that name nothing by themselves."""
_NO_FACTS: Final = re.compile(
    r"(?:steps?|examples?|usage|how to .*|todo|to do|tasks?|contents|resources"
    r"|further reading|reading|references?|sources?|links|see also|notes?|questions?|exercises?"
    r"|problems?|solutions?|setup"
    r"|installation|install|changelog|meeting.*|agenda|log|journal|ideas?|credits|metadata|meta"
    r"|ecosystem|faq|q&a|input|output|constraints|people|attendees|action items|bibliography"
    r"|quotes?|timeline|schedule|recipe|ingredients|instructions|procedure|plan|goals?"
    r"|getting started|brain dump|misc|outline|info|gist|objectives?|source trace|urls?"
    r"|examiner.?s? reports?|related .*|sub-?topics|topics?|comments?|open questions|conclusions?"
    r"|exam .*|disclaimer|credits|study plan|learning (?:goals?|objectives|outcomes|materials)"
    r"|(?:week|day|question|solution|task|lab|problem|exercise|example|case|figure|table|q|sol|ex)\s?\d.*"
    r"|(?:chapter|lecture|lesson|part|unit|section|module|step|phase)\s\d.*"
    r"|enunciado|resoluci[oó]n|resultado|bibliograf[ií]a|referencias?.*|consigna|interpretaci[oó]n"
    r"|ejercicios?.*|ejemplos?.*|cap[ií]tulo.*|tema \d.*|artículos?|actividad.*|consideraciones"
    r"|aufgaben?.*|lösung.*|übung.*|quellen?|inhalt|referenzen|literatur|kapitel \d.*"
    r"|exercices?.*|partie .*|chapitre.*|activité.*|évaluation.*|navigation|remarques?|question .*"
    r"|exemplos?.*|exercícios?.*|referências?|resolução|esempi.*|esercizi.*|appunti|lezione.*"
    r"|лекция.*|вопросы.*|литература|источники|ссылки|примеры?|задач.*|题目|样例.*|数据范围|题解.*"
    r"|参考.*|参考文献|相关.*|练习.*|思考.*|笔记|资料|eksempel|eksempler|overblik|příklad.*|zdroje)",
    re.IGNORECASE,
)
_ROLE: Final = re.compile(
    r"(?:use cases?|examples?|operations?|issues?|problems?|advantages?|disadvantages?|pros|cons"
    r"|benefits?|drawbacks?|limitations?|types?|properties|features?|components?|steps?|goals?"
    r"|libraries|tools|frameworks|packages|resources|syntax|usage|formula|time complexity"
    r"|space complexity|complexity|runtime|why|what|when|where|how|who|purpose|idea|main idea"
    r"|key points?|details?|overview|result|results|method|methods|approach|solution|first|second"
    r"|third|then|next|finally|before|after|also|other|others|yes|no|pro|con|left|right"
    r"|(?:step|day|week|part|chapter|section|phase) (?:\d+\b.*|\w+)|\d+)",
    re.IGNORECASE,
)
"""Names that label a remark about the topic and are no names of anything."""
_CLAUSE: Final = re.compile(
    r".*\?|why\s.+"
    r"|(?:how|when|where|what|which|who)\s(?:to|not|it|its|they|you|we|this|that|these|those|is|are"
    r"|was|were|does|do|did|can|could|should|would|will|must|may|has|have|much|many|often)\b.*"
    r"|(?:how|when|where|what)\s.*\b(?:works?|exists?|happens?|fits?|matters?|means?|helps?"
    r"|fails?)",
    re.IGNORECASE,
)
_ARGUMENT: Final = re.compile(
    r"(?:(?:proof|example|remark|solution|exercise|claim|case|answer|notation|intuition|motivation"
    r"|hint|sketch|derivation|corollary|lemma|theorem|proposition|beweis(?:idee|skizze)?|beispiel"
    r"|bemerkung|lösung|aufgabe|übung|satz|korollar|preuve|démonstration|exemple|remarque|exercice"
    r"|demostración|ejemplo|ejercicio|solución|observación|dimostrazione|esempio|esercizio|prova"
    r"|exemplo|exercício|bewijs|voorbeeld|opgave|доказательство|пример|замечание|задача|решение)"
    r"(?:s|es|e|n|en|i|ы)?(?:\s?[\d.()#:–—-].*|\s(?:sketch|idea|outline|of|by|for|that"
    r"|[a-z\d])\b.*)?"
    r"|(?:base case|inductive step|induction step).*|(?:证明|例子?|解|注|練習|例題).{0,3})$",
    re.IGNORECASE,
)
"""A heading that names a part of an argument."""
_ASPECT: Final = re.compile(
    r"(?:support|use|usage|types?|kinds?|examples?|comparison|history|introduction|advantages?"
    r"|disadvantages?|benefits?|limitations?|ways|reasons?|steps|differences?|relation(?:ship)?"
    r"|applications?|overview|summary|importance|need)\s(?:for|of|with|to|in|between|and)\s",
    re.IGNORECASE,
)
"""A heading that names an aspect of something, such as “Support for …”."""


@lru_cache(maxsize=1024)
def holds_no_facts(heading: str) -> bool:
    """Return whether a heading is of what is done, collected or left to do, and not known."""
    return _NO_FACTS.fullmatch(heading) is not None


@lru_cache(maxsize=1024)
def is_clause(name: str) -> bool:
    """Return whether a name is a question or a clause, such as “How it works”."""
    return _CLAUSE.fullmatch(name) is not None


@lru_cache(maxsize=1024)
def is_role(name: str) -> bool:
    """Return whether a name labels a remark about the topic, and is no name of anything."""
    return _ROLE.fullmatch(name) is not None


@lru_cache(maxsize=1024)
def label_traits(label: str) -> tuple[str, ...]:
    """Return what speaks against a label as the name of a concept."""
    traits = {
        "heading-of-no-facts": holds_no_facts(label),
        "subject-is-a-clause": is_clause(label),
        "subject-is-generic": is_generic(label),
        "heading-of-an-argument": _ARGUMENT.match(label) is not None,
        "heading-of-an-aspect": _ASPECT.match(label) is not None,
    }
    return tuple(name for name, holds in traits.items() if holds)
