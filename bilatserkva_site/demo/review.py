"""What waits in the admin of the demo city: a post to review and one that came back with a reason."""

from django.contrib.auth import get_user_model

from spilno_pages.models import BlogIndexPage, BlogPostPage
from spilno_pages.provisioning.actions import review_workflow

REASON = "Дякуємо за допис. Додайте, будь ласка, опис до фотографії та дату наступного виміру води: про неї питають читачі."
DRAFTS = (
    (
        "Скільки важить берег: рахуємо сміття за рік",
        "Одинадцять толок, чотири тонни і один холодильник.",
        False,
    ),
    (
        "Вода в листопаді: виміряли й здивувалися",
        "Кисню більше, ніж торік. Розповідаємо чому.",
        True,
    ),
)


def leave_work_for_the_editor(city):
    people = get_user_model().objects
    author, editor = (
        people.get(email="ngo@spilno.example"),
        people.get(email="editor@spilno.example"),
    )
    blog = BlogIndexPage.objects.child_of(city.pages["ros-zhyva"]).get()
    for title, summary, returned in DRAFTS:
        post = BlogPostPage(
            title=title, summary=summary, live=False, owner=author, author=str(author)
        )
        blog.refresh_from_db()
        blog.add_child(instance=post)
        post.save_revision(user=author)
        state = review_workflow().start(post, author)
        if returned:
            state.current_task_state.specific.task.specific.on_action(
                state.current_task_state, editor, "reject", comment=REASON
            )
