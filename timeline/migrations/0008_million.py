import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0007_change"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="citation",
            name="event",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="citations",
                to="timeline.event",
                verbose_name="event",
            ),
        ),
        migrations.AddIndex(
            model_name="citation",
            index=models.Index(fields=["event", "post"], name="citation_event_post"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["title"], name="event_title"),
        ),
    ]
