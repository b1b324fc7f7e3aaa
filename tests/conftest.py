"""What holds for every test: properties are judged by what they find, never by the speed of the machine."""

from hypothesis import settings

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
