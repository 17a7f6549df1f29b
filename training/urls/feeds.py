"""What calendars read, without an account: the address is the secret."""

from django.urls import path

from training.views import feeds

app_name = "feeds"
urlpatterns = [path("<str:token>.ics", feeds.feed_read, name="feed_read")]
