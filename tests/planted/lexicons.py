"""The words that planted notes are made of: several subjects, in four languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The words of one subject in one language."""

    language: str
    concepts: tuple[str, ...]
    tags: tuple[str, ...]
    defines: tuple[str, ...]
    adds: tuple[str, ...]
    kinds_of_thing: tuple[str, ...]
    purposes: tuple[str, ...]
    parts: tuple[str, ...]
    says: tuple[str, ...]
    qualities: tuple[str, ...]
    faults: tuple[str, ...]
    because: tuple[str, ...]
    relations: tuple[str, ...]
    headings: tuple[str, str, str, str]
    """Of the components, the items, the advantages and the disadvantages."""
    reflects: tuple[str, ...]
    books: tuple[str, ...]


COMPUTING = Lexicon(
    language="en",
    concepts=tuple(
        "Task Queue|Event Sourcing|trio|Message Broker|Copy-on-Write|Bloom Filter|Write-Ahead Log"
        "|Backpressure|Actor Model|Garbage Collection|Memory Barrier|Consistent Hashing|Lamport"
        " Clock|httpx|Work Stealing|Ring Buffer|CRDT|B-Tree|I/O Multiplexing|Green Thread".split(
            "|"
        )
    ),
    tags=tuple("Python Programming SoftwareDevelopment concurrency databases dev/python".split()),
    defines=(
        "{T} is a {kind} for {purpose}.",
        "{T} is the {kind} that most programs use when {purpose} matters.",
        "{T} is a {kind}, e.g. in a server, whose only aim is {purpose}.",
    ),
    adds=(
        "It keeps {purpose} apart from {purpose2}, so that neither has to wait.",
        "Its design makes {purpose} cheap (at the price of {purpose2}).",
        "It follows [[{other}]] in spirit: first {purpose}, then {purpose2}.",
        "Its `main()` begins at 12:30 with **{purpose}**; see https://a.example.org/b#c for more.",
    ),
    kinds_of_thing=tuple("library|protocol|data structure|technique|small runtime".split("|")),
    purposes=tuple(
        "moving messages between workers|bounding memory under load|ordering events without a"
        " clock|replaying work after a crash|sharing state among threads|scheduling many short"
        " jobs|detecting members of a large set|hiding the latency of disks".split("|")
    ),
    parts=tuple(
        "Dispatch Loop|Worker Pool|Segment File|Wakeup Pipe|Retry Policy|Cursor|Read Path|Slot"
        " Table|Backoff Timer|Snapshot Store".split("|")
    ),
    says=(
        "The {part} is where {purpose} begins.",
        "Every {part} takes part in {purpose}, and none of them blocks.",
        "A {part} exists once per process and serves {purpose}.",
    ),
    qualities=tuple("Efficiency|Scalability|Portability|Low Latency|Built-In|Safety".split("|")),
    faults=tuple("Complexity|Debugging|Compatibility|Start-Up Cost|Lock-In".split("|")),
    because=(
        "{purpose} needs less code than before.",
        "{purpose} stays possible even when one node fails.",
        "The price of {purpose} is paid only once.",
    ),
    relations=tuple(
        "Related Concepts|Libraries/Frameworks|Tools|Alternatives|Used By|Contrasts With".split("|")
    ),
    headings=("Core Components of {T}", "Important Calls", "Advantages of {T}", "Disadvantages"),
    reflects=(
        "{T} is worth its weight wherever {purpose} hurts. I want to compare it with {other}.",
        "Working through {T} showed me that {purpose} is mostly a matter of bookkeeping.",
    ),
    books=(
        "Designing Quiet Systems",
        "The {T} Handbook",
        "Notes on Concurrency, 2nd ed",
        "Official Documentation",
    ),
)
_BIOLOGY = Lexicon(
    language="en",
    concepts=tuple(
        "Mitochondrion|Osmosis|Cell Membrane|Krebs Cycle|Ribosome|Natural Selection|Enzyme"
        "|Homeostasis|Action Potential|Messenger RNA|Chloroplast|Symbiosis|Gene Drift".split("|")
    ),
    tags=tuple("biology cell-biology medicine/physiology LifeSciences exam2 energy".split()),
    defines=(
        "{T} is a {kind} by which cells manage {purpose}.",
        "{T} is the {kind} behind {purpose} in most living things.",
    ),
    adds=(
        "Without it {purpose} would stop within minutes.",
        "It links {purpose} with {purpose2} in plants as well as in animals.",
    ),
    kinds_of_thing=tuple("process|structure|mechanism|chain of reactions".split("|")),
    purposes=tuple(
        "the transport of water|the release of energy|the copying of information|the balance of"
        " salts|growth in spring|the defence against bacteria".split("|")
    ),
    parts=tuple(
        "Inner Membrane|Transport Protein|Proton Gradient|Active Site|Receptor|Outer Layer"
        "|Binding Pocket".split("|")
    ),
    says=(
        "The {part} controls {purpose}.",
        "Each {part} is built anew whenever {purpose} demands it.",
    ),
    qualities=tuple("Speed|Precision|Reversibility|Economy|Robustness".split("|")),
    faults=tuple("Fragility|Heat Loss|Slow Repair|Dependence on pH".split("|")),
    because=(
        "{purpose} goes on under stress.",
        "Only little matter is lost during {purpose}.",
    ),
    relations=tuple("Related Concepts|Part Of|Examples|Opposites|Discovered By".split("|")),
    headings=("Structure", "Key Terms", "Advantages", "Limits of {T}"),
    reflects=(
        "I keep confusing {T} with {other}. The first concerns {purpose}, the second does not.",
        "What surprised me about {T} is how slowly {purpose} was understood.",
    ),
    books=("Molecular Life", "Lecture 7 on {T}", "Cells and Their Work", "Field Guide, vol. 3"),
)
_GERMAN = Lexicon(
    language="de",
    concepts=tuple(
        "Wärmeleitung|Kirchhoffsche Regeln|Fachwerk|Übertragungsfunktion|Trägheitsmoment"
        "|Größenordnung|Regelkreis|Spannungsteiler|Fließgrenze|Brückenschaltung".split("|")
    ),
    tags=tuple("Technik Elektrotechnik Prüfung Maschinenbau/Grundlagen Übung".split()),
    defines=(
        "{T} ist ein {kind} für {purpose}.",
        "{T} ist der {kind}, mit dem sich {purpose} beschreiben lässt.",
    ),
    adds=(
        "Damit wird {purpose} auch ohne lange Rechnung verständlich.",
        "Im Labor dient es außerdem zur Prüfung, ob {purpose} gelingt.",
    ),
    kinds_of_thing=tuple("Begriff|Ansatz|Zusammenhang|Satz von Regeln".split("|")),
    purposes=tuple(
        "die Verteilung von Strömen|das Verhalten träger Körper|die Auslegung dünner Wände|der"
        " Vergleich zweier Größen|die Stabilität eines Kreises".split("|")
    ),
    parts=tuple("Knotenregel|Maschenregel|Stellglied|Messfühler|Randbedingung".split("|")),
    says=(
        "Die {part} bestimmt, wie {purpose} abläuft.",
        "Ohne eine {part} bliebe {purpose} unklar.",
    ),
    qualities=tuple("Übersicht|Einfachheit|Genauigkeit|Allgemeingültigkeit".split("|")),
    faults=tuple("Rechenaufwand|Vereinfachung|Temperaturabhängigkeit".split("|")),
    because=("Auch {purpose} bleibt gut nachvollziehbar.", "Hier zählt vor allem {purpose}."),
    relations=tuple("Verwandte Begriffe|Teil von|Beispiele|Gegensatz".split("|")),
    headings=("Bestandteile", "Wichtige Größen", "Vorteile von {T}", "Nachteile"),
    reflects=("Für die Prüfung ist {T} wichtiger als {other}, denn {purpose} kommt immer dran.",),
    books=("Grundlagen der Technik", "Skript zu {T}", "Müller, K. Taschenbuch für Ingenieure"),
)
_RUSSIAN = Lexicon(
    language="ru",
    concepts=tuple(
        "Градиентный спуск|Регуляризация|Метод опорных векторов|Переобучение|Байесовский вывод"
        "|Кластеризация|Функция потерь|Случайный лес".split("|")
    ),
    tags=tuple("обучение математика статистика/основы курс2 вероятность".split()),
    defines=(
        "{T} — это {kind}, который описывает {purpose}.",
        "{T} – {kind} для задачи: {purpose}.",
    ),
    adds=("Кроме того, он показывает {purpose}.", "На практике важна и {purpose2}."),
    kinds_of_thing=tuple("метод|подход|алгоритм|способ рассуждения".split("|")),
    purposes=tuple(
        "поведение модели на новых данных|скорость сходимости|зависимость ответа от шума|выбор"
        " признаков|точность оценки".split("|")
    ),
    parts=tuple("Шаг обучения|Начальная точка|Обучающая выборка|Критерий остановки".split("|")),
    says=("{part} определяет {purpose}.", "{part} влияет на {purpose} сильнее всего."),
    qualities=tuple("Простота|Скорость|Наглядность|Устойчивость".split("|")),
    faults=tuple("Чувствительность к шуму|Медленная сходимость|Объём данных".split("|")),
    because=("Хорошо видна {purpose}.", "Легко объяснить {purpose}."),
    relations=tuple("Связанные понятия|Примеры|Часть|Противоположность".split("|")),
    headings=("Составные части", "Основные термины", "Преимущества", "Недостатки"),
    reflects=("Понятие {T} стоит повторить вместе с темой {other}. Пока неясна {purpose}.",),
    books=("Введение в анализ данных", "Лекции, часть 2", "Иванов А. Основы"),
)
_CHINESE = Lexicon(
    language="zh",
    concepts=tuple(
        "光合作用|供求关系|机会成本|边际效用|通货膨胀|比较优势|价格弹性|货币政策".split("|")
    ),
    tags=tuple("经济学 基础概念 考试/期末 学习".split()),
    defines=("{T}是一种关于{purpose}的{kind}。", "{T}是解释{purpose}的{kind}。"),
    adds=("它说明了{purpose}与{purpose2}之间的联系。", "因此{purpose}可以被预测。"),
    kinds_of_thing=tuple("理论|现象|方法|规律".split("|")),
    purposes=tuple("市场价格的变化|资源的分配|能量的转换|消费者的选择|长期的增长".split("|")),
    parts=tuple("需求曲线|供给曲线|均衡点|初始条件|外部影响".split("|")),
    says=("{part}决定了{purpose}。", "{part}反映{purpose}的方向。"),
    qualities=tuple("直观性|普遍性|可预测性".split("|")),
    faults=tuple("假设过强|忽略时间|难以测量".split("|")),
    because=("{purpose}因此更容易理解。", "在实践中{purpose}十分重要。"),
    relations=tuple("相关概念|例子|对立面|所属领域".split("|")),
    headings=("组成部分", "关键术语", "优点", "缺点"),
    reflects=("学习{T}时要与{other}比较。重点是{purpose}。",),
    books=("微观经济学原理", "课堂笔记第三章", "经济学入门"),
)
LEXICONS = (COMPUTING, COMPUTING, _BIOLOGY, _GERMAN, _RUSSIAN, _CHINESE)
