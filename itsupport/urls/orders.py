from django.urls import path

from itsupport.views import (
    agreement_links,
    equipment_requests as requests,
    order_lists,
    orders,
    quotes,
)

urlpatterns = [
    path("accord/<str:token>/", agreement_links.agreement_link, name="agreement_link"),
    path("accord/<str:token>/refus/", agreement_links.agreement_refuse, name="agreement_refuse"),
    path("accord/<str:token>/devis.pdf", agreement_links.agreement_file, name="agreement_file"),
    path("commandes/", orders.order_board, name="order_board"),
    path("commandes/<int:pk>/", orders.order_detail, name="order_detail"),
    path("commandes/<int:pk>/reception/", orders.order_receive, name="order_receive"),
    path("commandes/bons/", order_lists.order_list, name="order_list"),
    path("commandes/commander/", orders.order_create, name="order_create"),
    path("commandes/lignes/<int:pk>/annuler/", orders.line_give_up, name="line_give_up"),
    path("commandes/a-installer/", orders.machine_list, name="machine_list"),
    path("commandes/a-installer/<int:pk>/", orders.machine_install, name="machine_install"),
    path("commandes/demander/", requests.request_create, name="request_create"),
    path("commandes/grouper/", requests.request_pool, name="request_pool"),
    path("commandes/demandes/", requests.request_list, name="request_list"),
    path("commandes/demandes/toutes/", order_lists.request_register, name="request_register"),
    path("commandes/demandes/<int:pk>/", requests.request_detail, name="request_detail"),
    path("commandes/demandes/<int:pk>/modifier/", requests.request_edit, name="request_edit"),
    path("commandes/demandes/<int:pk>/annuler/", requests.request_cancel, name="request_cancel"),
    path(
        "commandes/demandes/<int:pk>/reprendre/",
        requests.request_take_back,
        name="request_take_back",
    ),
    path("commandes/devis/nouveau/", quotes.quote_create, name="quote_create"),
    path("commandes/devis/<int:pk>/", quotes.quote_detail, name="quote_detail"),
    path("commandes/devis/<int:pk>/accord/", quotes.quote_agree, name="quote_agree"),
    path("commandes/devis/<int:pk>/refus/", quotes.quote_refuse, name="quote_refuse"),
    path("commandes/devis/<int:pk>/revenir/", quotes.quote_retract, name="quote_retract"),
    path("commandes/devis/<int:pk>/retirer/", quotes.quote_withdraw, name="quote_withdraw"),
    path("commandes/devis/<int:pk>/rappeler/", quotes.quote_remind, name="quote_remind"),
    path("commandes/devis/<int:pk>/fichier/", quotes.quote_file, name="quote_file"),
]
