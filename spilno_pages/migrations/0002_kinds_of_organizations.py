"""The legal kinds that civil society in Ukraine has; a council changes the list in the admin."""

from django.db import migrations

KINDS = [
    (
        "hromadska-orhanizatsiia",
        "Громадська організація",
        "Non-governmental organization",
        "ГО",
        True,
    ),
    ("blahodiina-orhanizatsiia", "Благодійна організація", "Charity", "БО", True),
    ("profspilka", "Професійна спілка", "Trade union", "", True),
    ("tvorcha-spilka", "Творча спілка", "Creative union", "", True),
    (
        "orhan-samoorhanizatsii",
        "Орган самоорганізації населення",
        "Body of self-organization",
        "ОСН",
        True,
    ),
    (
        "osbb",
        "Об’єднання співвласників багатоквартирного будинку",
        "Association of flat owners",
        "ОСББ",
        True,
    ),
    ("relihiina-orhanizatsiia", "Релігійна організація", "Religious organization", "", True),
    ("initsiatyvna-hrupa", "Ініціативна група", "Initiative group", "", False),
]


def add_kinds(apps, schema_editor):
    model = apps.get_model("spilno_pages", "OrganizationKind")
    for order, (slug, name, name_en, short_name, needs_register_code) in enumerate(KINDS, 1):
        model.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name,
                "name_en": name_en,
                "short_name": short_name,
                "needs_register_code": needs_register_code,
                "order": order * 10,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("spilno_pages", "0001_initial")]
    operations = [migrations.RunPython(add_kinds, migrations.RunPython.noop)]
