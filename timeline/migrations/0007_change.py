from django.db import migrations, models

from timeline.models.triggers import drop


class Migration(migrations.Migration):
    dependencies = [("timeline", "0006_merging")]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("publish_at__isnull", False)),
                fields=["publish_at"],
                name="event_embargo",
            ),
        ),
        # Backwards: drop the triggers that write to Change before its table. Forwards, they are
        # created after all migrations.
        migrations.RunPython(migrations.RunPython.noop, drop),
    ]
