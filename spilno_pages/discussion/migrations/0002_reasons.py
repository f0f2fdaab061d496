"""The reasons that a council begins with; it keeps the list from then on."""

from django.db import migrations

REASONS = [
    (
        "insult",
        "Образи",
        "Insults",
        "Правила спільноти, п. 3: сперечаємося про справу, не ображаємо людей.",
        "Community rules, 3: we argue about the matter and insult nobody.",
    ),
    (
        "hate",
        "Мова ворожнечі або погрози",
        "Hate speech or threats",
        "Правила спільноти, п. 3: не принижуємо людей за те, хто вони є, і не погрожуємо.",
        "Community rules, 3: nobody is degraded for who they are, nobody is threatened.",
    ),
    (
        "personal-data",
        "Чужі особисті дані",
        "Somebody’s personal data",
        "Правила спільноти, п. 4: не пишемо чужих адрес, телефонів, прізвищ і діагнозів.",
        "Community rules, 4: nobody else’s addresses, phones, names or diagnoses.",
    ),
    (
        "safety",
        "Загроза безпеці під час війни",
        "A danger in wartime",
        "Правила спільноти, п. 4: не показуємо роботу ППО, рух військ і місця влучань.",
        "Community rules, 4: air defense, movements of troops and places of hits are not shown.",
    ),
    (
        "advert",
        "Реклама або спам",
        "Advertising or spam",
        "Правила спільноти, п. 5: тут не продають і не агітують.",
        "Community rules, 5: nothing is sold and nobody is canvassed for here.",
    ),
    (
        "false",
        "Неправда, видана за факт",
        "An untruth told as a fact",
        "Правила спільноти, п. 5: твердження, яке спростовано документом, не лишаємо без виправлення.",
        "Community rules, 5: what a document has disproved does not stand uncorrected.",
    ),
    (
        "offtopic",
        "Не про це",
        "Off the subject",
        "Правила спільноти, п. 6: пишемо про те, чому присвячено сторінку.",
        "Community rules, 6: we write about what the page is about.",
    ),
]


def load(apps, editor):
    reason = apps.get_model("spilno_discussion", "ModerationReason")
    for order, (slug, name, name_en, words, words_en) in enumerate(REASONS, 1):
        reason.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name,
                "name_en": name_en,
                "explanation": words,
                "explanation_en": words_en,
                "order": order * 10,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("spilno_discussion", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
