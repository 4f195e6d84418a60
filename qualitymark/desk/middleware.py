"""Who acts: `request.actor`, worked out when first asked for, so that public pages cost no query."""

from django.utils.functional import SimpleLazyObject

from .acting import actor_of


def actor(get_response):
    def middleware(request):
        request.actor = SimpleLazyObject(lambda: actor_of(request))
        return get_response(request)

    return middleware
